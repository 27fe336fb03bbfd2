import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm)('mrun with cmd_type: srun', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const project = (train: string): Rig => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:
  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 50M, cmd_type: srun, parallel: 1, grace: 1}
`,
      'spec.yaml': 'script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 3}}\n',
      'train.sh': train,
    });
    return rig;
  };
  const run = ['run', 'spec.yaml', '--context', 'hpc', '-y'];

  test('shows what runs print as it comes, waits for their ends, and exits by them', async () => {
    await using rig = project(
      'echo "seed $1"; [ "$1" != 2 ] || { echo ValueError: two; exit 3; }\n',
    );
    const { code, stdout } = await rig.mrun(run, { env: cluster.env });
    expect(code).toBe(1);
    const lines = stdout.split('\n');
    const begin = lines.indexOf('#0 seed=0  started');
    expect(
      lines.slice(begin, begin + 9).map((line) => line.replace(/in \d.*|after [\d:]+/, '…')),
    ).toEqual([
      '#0 seed=0  started',
      'seed 0',
      '#0 seed=0  succeeded …',
      '#1 seed=1  started',
      'seed 1',
      '#1 seed=1  succeeded …',
      '#2 seed=2  started',
      'seed 2',
      'ValueError: two',
    ]);
    expect(stdout).toContain('2 of 3 succeeded');
    const status = await rig.mrun(['status', '--json'], { env: cluster.env });
    expect(JSON.parse(status.stdout).counts).toMatchObject({ succeeded: 2, failed: 1 });
  });

  test('with several at a time, each line tells whose it is', async () => {
    await using rig = project('echo "seed $1"\n');
    const { code, stdout } = await rig.mrun([...run, '--parallel', '3'], { env: cluster.env });
    expect(code).toBe(0);
    for (const i of [0, 1, 2]) expect(stdout).toContain(`#${i} seed ${i}\n`);
  });

  test('Ctrl-C ends runs by TERM, and resume goes on with what never started', async () => {
    await using rig = project(
      'if [ "$1" = 1 ] && ! [ -e "$MRUNNER_EXP_DIR_PATH/../again" ]; then trap "exit 85" TERM; echo on; while :; do sleep 1 & wait; done; fi\n',
    );
    const started = rig.start(run, { env: cluster.env });
    await started.says(/^on$/m);
    started.signal('SIGINT');
    const { code, stdout } = await started.done;
    expect(code).toBe(130);
    expect(stdout).toContain('Stopped.');
    const resumed = await rig.mrun(['resume'], { env: cluster.env });
    expect(resumed.stdout).toContain('#2 seed=2  succeeded');
    const { runs } = JSON.parse(
      (await rig.mrun(['status', '--json'], { env: cluster.env })).stdout,
    );
    expect(runs.map(({ state }: { state: string }) => state)).toEqual([
      'succeeded',
      'failed',
      'succeeded',
    ]);
    expect(runs[1]).toMatchObject({ exitCode: 85, reason: { kind: 'interrupted' } });
  });

  test('a killed mrun takes its runs along, and later commands tell what became of them', async () => {
    await using rig = project(
      'if [ "$1" = 1 ] && [ "$MRUNNER_ATTEMPT" = 1 ]; then echo on; sleep 60; fi\n',
    );
    const started = rig.start(run, { env: cluster.env });
    await started.says(/^on$/m);
    started.signal('SIGKILL');
    await started.done;
    await cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => !/RUNNING|PENDING|COMPLETING/.test(state)),
      'the job to end',
    );
    const status = await rig.mrun(['status', '--json'], { env: cluster.env });
    const { runs } = JSON.parse(status.stdout);
    expect(runs.map(({ state }: { state: string }) => state)).toEqual([
      'succeeded',
      expect.stringMatching(/cancelled|failed/),
      'planned',
    ]);
    expect(runs[1]).toMatchObject({ exitCode: 143 });
    await rig.mrun(['resume'], { env: cluster.env });
    await rig.mrun(['retry', '1'], { env: cluster.env });
    const { counts } = JSON.parse(
      (await rig.mrun(['status', '--json'], { env: cluster.env })).stdout,
    );
    expect(counts).toMatchObject({ succeeded: 3 });
  });

  test('mrun dispatch starts runs of a plgrid context as the old dispatcher did', async () => {
    await using rig = project('echo "$PLGRID_USERNAME"\n');
    rig.write({
      'mrunner.yaml':
        'contexts:\n  plgrid: {type: slurm, storage: ./mruns, time: "00:05:00", cmd_type: srun, ntasks: 1, mem: 50M}\n',
    });
    const words = ['dispatch', '--ex', 'spec.yaml', '--spec', 'spec', '--runcfg', 'plgrid'];
    const { code, stdout, stderr } = await rig.mrun([...words, '--limit', '1'], {
      env: cluster.env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Run 1 in total.');
  });

  test('can not be left in the background', async () => {
    await using rig = project('true\n');
    const { code, stderr } = await rig.mrun([...run, '--detach'], { env: cluster.env });
    expect(code).toBe(2);
    expect(stderr).toContain('cmd_type: sbatch');
  });
});
