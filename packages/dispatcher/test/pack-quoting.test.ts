import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packLayout } from '../src/pack/pack-layout.ts';
import { packOf } from '../src/pack/pack-of.ts';
import type { PackedRun } from '../src/pack/pack-record.ts';
import { packRig, shells } from './pack-rig.ts';
import { hasTool } from './rig.ts';

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'\'"`\\$\n\r\t !*?[]{}()<>|&;#~=-x9') }),
    fc.constantFrom(
      '#end 0',
      "'\n#end 1\n'",
      '$(touch /tmp/x)',
      '-n',
      '\\c',
      '%s%n',
      '\n\n',
      'é'.repeat(600),
    ),
  )
  .map((it) => it.replaceAll('\0', ''));
const name = fc.constantFrom('A', 'LONG_NAME_9', 'my.var', 'PS4', '1x', 'PWD_', 'mrunner_run');
const sample = fc.record({
  words: fc.array(text, { maxLength: 4 }),
  env: fc.dictionary(name, text, { maxKeys: 3 }),
  yaml: text,
  directory: text.map((it) => `/${it.replaceAll('/', '').slice(0, 40)}.`),
});

/** Prints its words, then the variables of the tests that it was started with, each with a NUL behind. */
const show = `printf '%s\\0' "$@"; grep -azE '^(A|LONG_NAME_9|my\\.var|PS4|1x|PWD_|mrunner_run)=' /proc/$$/environ; true`;

describe.each(shells.filter(([shell = '']) => hasTool(shell)))('a record in %s %s', (...words) => {
  const shell = words.filter((word) => word !== undefined);

  test('gives words, variables, files and directories exactly as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 25 }), async (samples) => {
        await using rig = packRig();
        const directory = (at: number): string => `${rig.dir}/d${at}${samples[at]?.directory}`;
        rig.write(
          samples.map(({ words, env, yaml }, at) => ({
            command: ['sh', '-c', show, 'sh', ...words],
            env,
            directory: directory(at),
            log: `${directory(at)}/log.1`,
            files: [{ path: `${directory(at)}/neptune.yaml`, text: yaml }],
          })),
        );
        const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
        expect((await rig.start(shell, 0, samples.length - 1, env).ended).code).toBe(0);
        for (const [at, { words, env, yaml }] of samples.entries()) {
          const here = directory(at).slice(rig.dir.length + 1);
          const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
          const [shown, expected] = [
            rig.read(`${here}/log.1`).split('\0').slice(0, -1),
            [...(words.length > 0 ? words : ['']), ...variables],
          ];
          expect(shown.toSorted()).toEqual(expected.toSorted());
          expect(rig.read(`${here}/neptune.yaml`)).toBe(yaml);
        }
      }),
      { numRuns: 5 },
    );
  });
});

const simple = (index: number): PackedRun => ({
  id: `s/${index}`,
  index,
  attempt: 1,
  directory: '/d',
  log: '/d/log.1',
  cwd: '/',
  command: ['echo', 'é'.repeat(index % 700)],
  env: {},
  secrets: [],
  pythonPath: { first: [], last: [] },
  passedOn: {},
  isolate: false,
  files: [],
});

test('each line of an index has the same width, and its record begins and ends at blocks', () => {
  let at = 0;
  for (const [k, { record, index }] of [
    ...packOf(Array.from({ length: 2000 }, (_, i) => simple(i))),
  ].entries()) {
    expect(Buffer.byteLength(index)).toBe(packLayout.indexLine);
    const [first, blocks] = index.split(' ').map(Number);
    expect([first, blocks]).toEqual([at, record.length / packLayout.block]);
    expect(record.toString()).toMatch(new RegExp(`^#record ${k}\\n[^]*\\n#end ${k}\\n+$`));
    at += blocks ?? 0;
  }
});

test('a pack is made as it is asked for', () => {
  let made = 0;
  const runs = function* (): Generator<PackedRun> {
    for (;;) yield simple(made++);
  };
  const pieces = packOf(runs());
  for (let k = 0; k < 3; k++) pieces.next();
  expect(made).toBe(3);
});
