import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Finished, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm)('steering a sweep on Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const mrun = (rig: Rig, ...words: string[]): Promise<Finished> =>
    rig.mrun(words, { env: cluster.env });

  /** Submits runs that go on until they are stopped. */
  const submitted = async (count: number, more = ''): Promise<Rig & { job: string }> => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 50M, grace: 2${more}}\n`,
      'spec.yaml': `script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: ${count}}}\n`,
      'train.sh': 'echo "seed $1"; exec sleep 300\n',
    });
    const run = await mrun(rig, 'run', 'spec.yaml', '--context', 'hpc', '--parallel', '2', '-y');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const job = /array (\d+)/.exec(run.stdout)?.[1] ?? '';
    return Object.assign(rig, { job });
  };

  const tasksIn = async (job: string, state: string): Promise<string> =>
    (await cluster.jobs())
      .filter((task) => task.array === job && task.state === state)
      .map(({ task }) => task)
      .sort()
      .join();

  const running = (job: string, tasks: string): Promise<void> =>
    cluster.until(async () => (await tasksIn(job, 'RUNNING')) === tasks, `${tasks} to run`);

  const started = (rig: Rig, count: number): Promise<void> =>
    cluster.until(() => rig.files('mruns').filter((it) => it.endsWith('log.1')).length === count);

  const states = async (rig: Rig): Promise<readonly string[]> => {
    const { stdout } = await mrun(rig, 'status', '--json');
    const { runs } = JSON.parse(stdout) as { runs: { index: number; state: string }[] };
    return runs.toSorted((a, b) => a.index - b.index).map(({ state }) => state);
  };

  test('mrun cancel ends the runs it names, keeps those that wait from starting, and tells which', async () => {
    await using rig = await submitted(5);
    await running(rig.job, '0,1');
    await started(rig, 2);
    const some = await mrun(rig, 'cancel', '0,3');
    expect(some).toMatchObject({ code: 0, stderr: '' });
    expect(some.stdout).toContain('1 stopped: #0\n');
    expect(some.stdout).toContain('1 will never start: #3\n');
    await running(rig.job, '1,2');
    await started(rig, 3);
    const rest = await mrun(rig, 'cancel', '-y');
    expect(rest.stdout).toContain('2 stopped: #1, #2\n  1 will never start: #4\n  2 had ended');
    expect(await states(rig)).toEqual(Array.from({ length: 5 }, () => 'cancelled'));
    expect(await tasksIn(rig.job, 'PENDING')).toBe('');
  });

  test('an attempt that was to follow and is cancelled before it starts will not be started', async () => {
    await using rig = await submitted(1, ', sbatch_options: [--nodelist=n1]');
    await running(rig.job, '0');
    await started(rig, 1);
    await mrun(rig, 'cancel', '-y');
    await cluster.run(['scontrol', 'update', 'nodename=n1', 'state=drain', 'reason=test']);
    try {
      expect(await mrun(rig, 'retry', '0')).toMatchObject({ code: 0 });
      expect(await states(rig)).toEqual(['pending']);
      const cancel = await mrun(rig, 'cancel', '0');
      expect(cancel).toMatchObject({ code: 0, stderr: '' });
      expect(cancel.stdout).toContain('will not be started again: #0\n');
    } finally {
      await cluster.run(['scontrol', 'update', 'nodename=n1', 'state=resume']);
    }
  });

  test('a cluster that gives no answer hears of mrun cancel with the next command that reaches it', async () => {
    await using rig = await submitted(3);
    await running(rig.job, '0,1');
    await started(rig, 2);
    cluster.controller.signal('SIGSTOP');
    const cancel = await mrun(rig, 'cancel', '1-2');
    expect(cancel.code).toBe(3);
    expect(cancel.stdout).toContain("hpc can't be reached: ");
    expect(cancel.stdout).toContain('The next mrun command that reaches it cancels them.');
    cluster.controller.signal('SIGCONT');
    const again = await mrun(rig, 'cancel', '1-2');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('1 stopped: #1\n');
    expect(await tasksIn(rig.job, 'RUNNING')).toBe('0');
    await mrun(rig, 'cancel', '-y');
  });

  test('mrun pause holds what waits, mrun update changes how many go at a time, mrun resume goes on', async () => {
    await using rig = await submitted(5);
    await running(rig.job, '0,1');
    await started(rig, 2);
    const pause = await mrun(rig, 'pause');
    expect(pause).toMatchObject({ code: 0, stderr: '' });
    expect(pause.stdout).toContain('2 running go on to their end, 3 in the queue are held\n');
    const status = await mrun(rig, 'status');
    expect(status.stdout).toMatch(/never starts by itself: .*: paused.*mrun resume/);
    const update = await mrun(rig, 'update', '--parallel', '3');
    expect(update.stdout).toContain('3 at a time from now on (before: 2 at a time)');
    expect(await tasksIn(rig.job, 'RUNNING')).toBe('0,1');
    const resume = await mrun(rig, 'resume');
    expect(resume).toMatchObject({ code: 0, stderr: '' });
    expect(resume.stdout).toContain('what was held in the queue is released');
    expect(resume.stdout).toMatch(/It goes on by itself: .*\n.*mrun status -w/s);
    expect(resume.stdout).not.toMatch(/mrun (why|retry)/);
    await running(rig.job, '0,1,2');
    await mrun(rig, 'cancel', '-y');
  });
});
