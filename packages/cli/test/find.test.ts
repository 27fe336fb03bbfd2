import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { runSmallSweep } from './rig/small-sweep.ts';

interface FoundRun {
  readonly index: number;
  readonly values: object;
}

interface Found {
  readonly sweeps: readonly {
    readonly id: string;
    readonly home: string;
    readonly project: string;
    readonly gone: boolean;
    readonly movedTo: string | null;
    readonly runs: readonly FoundRun[] | null;
    readonly moreRuns: number;
  }[];
  readonly searched: object;
}

const find = async (rig: Rig, ...words: string[]): Promise<Found> =>
  JSON.parse((await rig.mrun(['list', '--json', ...words])).stdout);

const projects = async (rig: Rig, ...words: string[]): Promise<string[]> =>
  (await find(rig, ...words)).sweeps.map(({ project }) => project);

const indexes = async (rig: Rig, ...words: string[]): Promise<number[]> =>
  (await find(rig, ...words)).sweeps.flatMap(({ runs }) => (runs ?? []).map(({ index }) => index));

/** A sweep in project `tides`, then the small one in project `birds`: accuracies .5 .52 .90 .91 .92 and a failed run. */
const twoProjects = async (rig: Rig): Promise<void> => {
  rig.write({
    'tides.yaml': `
project: tides
name: net
script: [sh, tides.sh]
args: none
tags: [water]
description: do deeper networks swim?
parameters: {optimizer: adam, lr: 0.1}
`,
    'tides.sh': `echo '{"val/acc": 0.97251, "loss": {"test": 0.25}, "many": [0.5, 0.9738]}' > "$RESOURCE_DIR_PATH/result.json"`,
  });
  await rig.mrun(['run', 'tides.yaml', '--tags', 'night']);
  await runSmallSweep(rig);
};

test('a number as it stands in a figure finds the run that made it', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  const { code, stdout } = await rig.mrun(['list', 'accuracy~0.91']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+-\d+-[a-z-]+ · birds · mlp · local · \d+ s ago · 5\/6 ok · demo$/m);
  expect(stdout).toMatch(/^ {2}[a-z]+-[a-z]+\/4 {2}lr=0.1 seed=1 {2}succeeded {2}accuracy 0.91$/m);
  expect(stdout).toContain('1 sweep fits; 7 runs of 2 sweeps looked at.\n');
  expect(stdout).toMatch(/Next: mrun show [a-z]+-[a-z]+\/4 /);
  expect(await indexes(rig, 'accuracy~0.9')).toEqual([3, 4, 5]);
  expect(await indexes(rig, 'accuracy~0.90')).toEqual([3]);
  expect(await indexes(rig, 'accuracy~91%')).toEqual([4]);
  expect(await indexes(rig, '--where', "accuracy~'0.92' and lr=0.1")).toEqual([5]);
  expect(await projects(rig, 'val/acc~0.973')).toEqual(['tides']);
  expect(await projects(rig, 'val/acc~0.972')).toEqual([]);
  const any = await find(rig, '0.25');
  expect(any.sweeps.map(({ project, runs }) => [project, runs?.[0]?.values])).toEqual([
    ['birds', { loss: 0.25 }],
    ['tides', { 'loss.test': 0.25 }],
  ]);
});

test('conditions on runs take what sweeps and runs know together', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  expect(await indexes(rig, '--where', 'project=birds and state=failed')).toEqual([1]);
  expect(await indexes(rig, 'reason=exit', 'seed=1')).toEqual([1]);
  expect(await projects(rig, 'p.optimizer=adam')).toEqual(['tides']);
  expect(await projects(rig, '--where', 'project=tides or accuracy>0.9')).toEqual([
    'birds',
    'tides',
  ]);
  await rig.mrun(['tag', '3', 'best']);
  expect(await indexes(rig, '--where', 'tag=best and accuracy>0.5')).toEqual([3]);
  expect(await indexes(rig, '--where', 'tag!=best and accuracy>0.52')).toEqual([4, 5]);
  const all = await find(rig, 'lr>0');
  expect(all.sweeps[0]).toMatchObject({ moreRuns: 1, runs: { length: 5 } });
  expect(all.searched).toEqual({ sweeps: 2, runs: 7, complete: true });
});

test('metrics count by their last value, also in long files', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': 'script: [sh, log.sh]\nargs: none\n',
    'log.sh': `cd "$RESOURCE_DIR_PATH"
i=0; while [ $i -lt 3000 ]; do echo '{"step":'$i',"values":{"loss":0.125}}'; i=$((i+1)); done > metrics.jsonl
echo '{"step":3000,"values":{"loss":0.0625}}' >> metrics.jsonl`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  expect(await indexes(rig, 'loss~0.0625')).toEqual([0]);
  expect(await indexes(rig, 'loss~0.125')).toEqual([]);
});

test('words are found in tags, notes, descriptions, parameters and names, and it is said where', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  await rig.mrun(['note', '4', 'Figure 2 of the paper']);
  for (const words of [
    ['tides'],
    ['WATER'],
    ['night'],
    ['swim'],
    ['adam'],
    ['optimizer=adam'],
    ['tides.yaml'],
    ['net', 'night'],
  ]) {
    expect([words, await projects(rig, ...words)]).toEqual([words, ['tides']]);
  }
  expect(await projects(rig, 'figure 2')).toEqual(['birds']);
  expect(await projects(rig, 'tides', 'figure')).toEqual([]);
  expect((await rig.mrun(['list', 'figure'])).stdout).toContain(
    '\n    note: Figure 2 of the paper\n',
  );
  expect((await rig.mrun(['list', 'adam'])).stdout).toContain('\n    #0: optimizer=adam\n');
  expect((await rig.mrun(['list', 'nothing-like-it'])).stdout).toBe(
    '0 of 2 sweeps, the newest first\nNext: mrun list\n',
  );
});

test('tags, times and limits choose sweeps', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  await rig.mrun(['tag', '3', 'best']);
  expect(await projects(rig, '--tags', 'water')).toEqual(['tides']);
  expect(await projects(rig, '--tags', 'best', '--tags', 'demo')).toEqual(['birds']);
  expect(await projects(rig, '--tags', 'best', '--tags', 'water')).toEqual([]);
  expect(await projects(rig, '--since', '1h')).toEqual(['birds', 'tides']);
  expect(await projects(rig, '--since', '2126-01-01')).toEqual([]);
  expect(await projects(rig, '--limit', '1')).toEqual(['birds']);
  expect((await rig.mrun(['list', '--limit', '1'])).stdout).toContain('1 of 2 sweeps');
  await rig.mrun(['tag', '+paper', '--pin']);
  expect((await rig.mrun(['list'])).stdout).toMatch(/5\/6 +1 failed +pinned,/);
});

test.each([
  [['list', 'acuracy~0.9'], 'no run knows it as a parameter or result'],
  [['list', '--since', 'soon'], 'expected a day such as 2026-11-01'],
  [['list', '--where', 'project='], 'expected expression after ='],
  [['list', 'name~['], 'expected text or a regular expression after ~'],
])('%j says what is wrong', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('sweeps that are gone or were moved say so, and where to', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  const [birds, tides] = (await find(rig)).sweeps;
  const home = tides?.home ?? '';
  renameSync(home, rig.path('mruns/birds/renamed'));
  expect((await find(rig, 'tides')).sweeps).toMatchObject([
    { gone: true, movedTo: rig.path('mruns/birds/renamed') },
  ]);
  expect((await rig.mrun(['list'])).stdout).toContain(
    'moved: mrun doctor --rebuild mruns/birds/renamed finds it there',
  );
  await rig.mrun(['doctor', '--rebuild', 'mruns/birds/renamed']);
  expect((await find(rig, 'tides')).sweeps).toMatchObject([{ gone: false, movedTo: null }]);
  rmSync(birds?.home ?? '', { recursive: true });
  const { stdout } = await rig.mrun(['list']);
  expect(stdout).toContain('mrun doctor --rebuild DIR finds it, mrun clean forgets it');
  expect((await rig.mrun(['list', 'accuracy~0.9'])).stderr).toContain('no run knows it');
  expect((await rig.mrun(['list', 'loss.test~0.25'])).stdout).toContain(
    'looked at, but for 1 whose directories are gone',
  );
});

test('a result that is no JSON is no reason to find nothing', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const [sweep] = (await find(rig)).sweeps;
  writeFileSync(`${sweep?.home}/runs/3-mlp/result.json`, '{"accuracy":');
  expect(await indexes(rig, 'accuracy~0.9')).toEqual([3, 4, 5]);
});

test('a sweep behind links that lead to each other is listed as gone', async () => {
  await using rig = createRig();
  await twoProjects(rig);
  rmSync(rig.path('mruns'), { recursive: true });
  symlinkSync('other', rig.path('mruns'));
  symlinkSync('mruns', rig.path('other'));
  expect(await rig.mrun(['list'])).toMatchObject({ code: 0, stderr: '' });
  expect((await find(rig)).sweeps.map(({ gone }) => gone)).toEqual([true, true]);
});
