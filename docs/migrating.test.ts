import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRig, type Rig } from '../packages/cli/test/rig/rig.ts';
import { hasPython, venvPython } from '../packages/core/test/pythons.ts';
import { codeBlocks } from './code-blocks.ts';
import { givePrograms, runIn } from './page-rig.ts';

const blocks = codeBlocks(readFileSync(join(import.meta.dirname, 'migrating.md'), 'utf8'));

/** The six runs of every sweep of the page, in the order that all the tools promise. */
const sixRuns = [0.01, 0.1].flatMap((lr) => [0, 1, 2].map((seed) => `lr=${lr} seed=${seed}`));

/** What another tool needs of Python, besides Python. */
const modules: { readonly [sweep: string]: readonly string[] } = {
  hydra: ['hydra'],
  submitit: ['submitit'],
};

const sweeps = blocks.flatMap(({ use }) => (use.kind === 'ours' ? [use.sweep] : []));
const theirSweeps = blocks.flatMap(({ use }) => (use.kind === 'theirs' ? [use.sweep] : []));

test('every sweep of another tool has one of mrunner beside it', () => {
  expect(sweeps).toEqual([...theirSweeps, 'mrunner', 'dispatcher']);
});

test.for(theirSweeps)(
  '%s: the script gets the parameters that the page says',
  async (sweep, { skip }) => {
    const programs = programsFor(sweep) ?? skip(`there is no Python with what ${sweep} needs`);
    await using rig = givenPage();
    const { exitCode, output } = await runIn(rig, codeOf('theirs', sweep), programs);
    expect({ exitCode, seen: parametersIn(output) }, output).toEqual({
      exitCode: 0,
      seen: sixRuns,
    });
  },
);

test.for(sweeps)(
  '%s: with mrunner it gets the same, in the same order',
  async (sweep, { skip }) => {
    const programs = programsFor(sweep) ?? skip(`there is no Python with what ${sweep} needs`);
    await using rig = givenPage();
    const { exitCode, output } = await runIn(rig, codeOf('ours', sweep), programs);
    expect(exitCode, output).toBe(0);
    const { runs } = JSON.parse((await rig.mrun(['status', '--json'])).stdout) as {
      runs: { dir: string }[];
    };
    const logs = runs.map(({ dir }) => readFileSync(join(dir, 'log.1'), 'utf8'));
    expect(logs.map(parametersIn)).toEqual(sixRuns.map((run) => [run]));
  },
);

const givenPage = (): Rig => {
  const rig = createRig();
  givePrograms(rig);
  for (const { use, code } of blocks) if (use.kind === 'file') rig.write({ [use.path]: code });
  return rig;
};

const codeOf = (kind: 'theirs' | 'ours', sweep: string): string => {
  const found = blocks.find(({ use }) => use.kind === kind && use.sweep === sweep);
  return found?.code ?? '';
};

/** Where the Python is that has what a sweep needs; undefined when there is none here. */
const programsFor = (sweep: string): readonly string[] | undefined => {
  const needed = modules[sweep];
  if (needed === undefined) return hasPython() ? [] : undefined;
  const python = venvPython(...needed);
  return python === undefined ? undefined : [dirname(python)];
};

/** Which runs a text speaks of, by what their scripts print. */
const parametersIn = (text: string): string[] =>
  Array.from(text.matchAll(/^lr=\S+ seed=\d+/gm), ([found]) => found);
