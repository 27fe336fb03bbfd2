import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, steady } from './rig/small-sweep.ts';

test('results are a table of what varies and what came out, and say what is not in it', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(['results']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(steady(rig, stdout)).toMatchInlineSnapshot(`
    "<id> · birds · mlp · local · succeeded 5, failed 1
      #  lr    seed  accuracy  loss
      0  0.01  0     0.500     0.250
      2  0.01  2     0.520     0.250
      3  0.1   0     0.900     0.250
      4  0.1   1     0.910     0.250
      5  0.1   2     0.920     0.250
      accuracy ▁█  0.400 → 0.920  #5 lr=0.1 seed=2
      without results: 1 failed
    Next: mrun results --over seed    mrun results --plot accuracy    mrun show 0
    "
  `);
});

test('over a parameter there is a row for each of the others, with mean and deviation, the best first', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  expect(
    steady(rig, (await rig.mrun(['results', '--over', 'seed'])).stdout),
  ).toMatchInlineSnapshot(`
    "<id> · birds · mlp · local · succeeded 5, failed 1
      lr    n  accuracy       loss
      0.1   3  0.910 ± 0.010  0.250 ± 0.000
      0.01  2  0.510 ± 0.014  0.250 ± 0.000
      accuracy ▁█  0.400 → 0.910  lr=0.1
      sorted by accuracy, the largest first
      without results: 1 failed
    Next: mrun results --plot accuracy    mrun show 0
    "
  `);
  const { groups } = JSON.parse((await rig.mrun(['results', '--over', 'seed', '--json'])).stdout);
  expect(groups).toMatchObject([
    { parameters: { lr: 0.1 }, n: 3, metrics: { accuracy: { n: 3 }, loss: { mean: 0.25, sd: 0 } } },
    { parameters: { lr: 0.01 }, n: 2 },
  ]);
  expect(groups[0].metrics.accuracy.mean).toBeCloseTo(0.91, 12);
  expect(groups[0].metrics.accuracy.sd).toBeCloseTo(0.01, 12);
});

test('sorted and cut to the best', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const csv = await rig.mrun(['results', '--sort', '-accuracy', '--best', '2', '--csv']);
  expect(csv.stdout).toBe(
    'index,lr,seed,accuracy,loss\r\n5,0.1,2,0.92,0.25\r\n4,0.1,1,0.91,0.25\r\n',
  );
  const md = await rig.mrun(['results', '--sort', 'p.seed', '--best', '1', '--md']);
  expect(md.stdout).toBe(
    '| # | lr | seed | accuracy | loss |\n| ---: | --- | --- | ---: | ---: |\n| 0 | 0.01 | 0 | 0.500 | 0.250 |\n',
  );
});

test('a plot draws the curves of the best few with a legend', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { stdout } = await rig.mrun(['results', '--over', 'seed', '--plot', 'accuracy']);
  expect(stdout).toMatch(/^ +a {2}lr=0.1 {2}\(mean of 3\)$/m);
  expect(stdout).toMatch(/^ +b {2}lr=0.01 {2}\(mean of 2\)$/m);
  expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
});

test('numbers that are not finite are shown, and sorted behind the others', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, train.sh, '{x}']\nargs: none\ngrid: {x: [0.5, NaN, Infinity]}\n`,
    'train.sh': `echo '{"values":{"loss":"'$1'"}}' | sed 's/"0.5"/0.5/' > "$MRUNNER_EXP_DIR_PATH/metrics.jsonl"\n`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  const { stdout } = await rig.mrun(['results', '--sort', '-loss', '--json']);
  expect(JSON.parse(stdout).runs.map((run: { results: unknown }) => run.results)).toEqual([
    { loss: 'Infinity' },
    { loss: 0.5 },
    { loss: 'NaN' },
  ]);
  expect((await rig.mrun(['results'])).stdout).toMatch(/NaN[\s\S]*inf/);
});

test('what Python writes for numbers that JSON lacks is read, and what can not be read is said', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, train.sh, '{x}']\nargs: none\ngrid: {x: [0, 1, 2]}\n`,
    'train.sh': `cd "$MRUNNER_EXP_DIR_PATH"
echo '{"values":{"loss":0.5}}' > metrics.jsonl
case $1 in
0) echo '{"values":{"loss":NaN}}' >> metrics.jsonl; echo '{"top":-Infinity,"id":9007199254740993}' > result.json;;
1) echo 'loss: 3' >> metrics.jsonl; echo "{'top': 1}" > result.json;;
esac
`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  const { stdout } = await rig.mrun(['results']);
  expect(stdout).toMatch(/^ +0 +0 +-inf .*NaN$/m);
  expect(stdout).toMatch(/^ {2}#1: result\.json is not JSON \(.+\)$/m);
  expect(stdout).toMatch(/^ {2}#1: 1 line of metrics\.jsonl is not understood$/m);
  const csv = await rig.mrun(['results', '--csv']);
  expect(csv.stdout).toContain('0,0,-Infinity,9007199254740993,NaN\r\n');
  expect(csv.stderr).toContain('#1: result.json is not JSON');
  expect((await rig.mrun(['show', '0'])).stdout).toContain('9007199254740993');
  const why = (await rig.mrun(['why'])).stdout;
  expect(why).toContain('#1: result.json is not JSON');
  expect(why).not.toContain('nothing went wrong');
  for (const command of ['show', 'why']) {
    expect((await rig.mrun([command, '1'])).stdout).toContain('result.json is not JSON (');
  }
});

test('a plot is only of what was logged, and only that is hinted at', async () => {
  await using rig = createRig();
  const result = `echo '{"final":1}' > $MRUNNER_EXP_DIR_PATH/result.json`;
  rig.write({
    'spec.yaml': `script: [sh, -c, 'sh train.sh']\nargs: none\ngrid: {x: [0, 1]}\n`,
    'train.sh': `${result}; echo '{"values":{"loss":2}}' > $MRUNNER_EXP_DIR_PATH/metrics.jsonl\n`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  const { code, stdout, stderr } = await rig.mrun(['results', '--plot', 'final']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('final was returned, not logged: there is no curve');
  expect(stderr).toContain('there are curves of: loss');
  expect((await rig.mrun(['results'])).stdout).toContain('mrun results --plot loss');
  rig.write({ 'train.sh': `${result}\n` });
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['results'])).stdout).not.toContain('--plot');
});

test('between sweeps, what only tells them apart gives way to metrics, and ids are short', async () => {
  await using rig = createRig();
  const spec = (letter: string) =>
    `script: [sh, train.sh]\nargs: none\nparameters: {kind_of_thing: ${letter.repeat(30)}, data_that_is_used: ${letter.repeat(30)}}\ngrid: {x: [0, 1]}\n`;
  rig.write({
    'spec.yaml': spec('a'),
    'train.sh': `echo '{"accuracy":0.5,"loss":0.25}' > "$MRUNNER_EXP_DIR_PATH/result.json"\n`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  rig.write({ 'spec.yaml': spec('b') });
  await rig.mrun(['run', 'spec.yaml']);
  const { sweeps } = JSON.parse((await rig.mrun(['list', '--json'])).stdout);
  const ids: string[] = sweeps.map(({ id }: { id: string }) => id);
  const { stdout } = await rig.mrun(['results', ...ids]);
  expect(stdout).toMatch(/^ {2}# {2}sweep +.*x +accuracy +loss$/m);
  expect(stdout).toMatch(/^ {2}0 {2}[a-z]+-[a-z]+ /m);
  expect(stdout).toMatch(/… and .*data_that_is_used: --csv/);
});

test('results of no run say so', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  for (const command of ['results', 'status']) {
    expect((await rig.mrun([command, '--where', 'lr>5'])).stdout).toMatch(/no run matches\n/);
  }
});

test('several sweeps are told apart', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  await rig.mrun(['run', 'spec.yaml', '--only', '3-4']);
  const { sweeps } = JSON.parse((await rig.mrun(['list', '--json'])).stdout);
  const ids: string[] = sweeps.map(({ id }: { id: string }) => id);
  const { stdout } = await rig.mrun(['results', ...ids, '--csv']);
  expect(stdout.split('\r\n')[0]).toBe('index,sweep,lr,seed,accuracy,loss');
  expect(stdout.trim().split('\r\n')).toHaveLength(1 + 5 + 2);
});

test('a sweep without results says what to log', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': `script: [sh, -c, 'true']\nargs: none\n` });
  await rig.mrun(['run', 'spec.yaml']);
  const { code, stdout } = await rig.mrun(['results']);
  expect(code).toBe(0);
  expect(stdout).toContain('no run has left results or metrics: 1 succeeded');
  expect(stdout).toContain('log({ loss, accuracy }, epoch)');
});

test.each([
  [['--sort', 'acuracy'], 'Did you mean accuracy?'],
  [['--over', 'sed'], 'Did you mean seed?'],
  [['--over', 'loss'], 'loss is a result; --over takes parameters: lr, seed'],
  [['--plot', 'los'], 'Did you mean loss?'],
  [['--csv', '--json'], 'one of --csv, --md and --json'],
])('results %j is a mistake', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(['results', ...words]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
