import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import type { Started } from '../rig/rig.ts';
import { hasTerminals, onTerminal } from '../rig/terminal.ts';
import { gateOf, type PodsRig, podsRig, until } from './pods-rig.ts';

/** A spec whose runs go on until they are stopped. */
const endless = (count: number): string =>
  `script: [sh, -c, 'echo "seed {seed}"; exec sleep 600']\nargs: none\ngrid: {seed: {range: ${count}}}\n`;

describe.skipIf(!hasContainers)('steering a sweep on Kubernetes', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const jobsOf = (rig: PodsRig) => {
    const sweeps = rig.path('../state/mrunner/sweeps');
    const [id] = existsSync(sweeps) ? readdirSync(sweeps) : [];
    return cluster.jobs().filter(({ metadata }) => metadata.labels?.['mrunner.dev/sweep'] === id);
  };

  /** An `mrun run` whose Job is there, and which gets no answer to what comes after it. */
  const stuck = async (rig: PodsRig): Promise<Started> => {
    cluster.fail({ method: 'POST', path: /\/configmaps$/, code: 'hang' });
    const run = rig.start(['run', 'spec.yaml', '--context', 'pods', '-y']);
    await until(
      () => jobsOf(rig).length === 1,
      () => 'a Job',
    );
    return run;
  };

  /** Submits runs that go on, two at a time. */
  const submitted = async (count: number, keys = 'grace: 2'): Promise<PodsRig> => {
    const rig = podsRig(cluster, `parallel: 2, ${keys}`);
    rig.write({ 'spec.yaml': endless(count) });
    await rig.run();
    return rig;
  };

  test('mrun cancel ends the runs it names, and with all of them their Job', async () => {
    await using rig = await submitted(4);
    await rig.until('running running pending pending');
    const some = await rig.well('cancel 0,3');
    expect(some).toContain('1 stopped: #0\n');
    expect(some).toContain('1 will never start: #3\n');
    await rig.until('cancelled running running cancelled');
    const rest = await rig.well('cancel -y');
    expect(rest).toContain('2 stopped: #1, #2\n  2 had ended before: #0, #3\n');
    expect(await rig.states()).toEqual(Array.from({ length: 4 }, () => 'cancelled'));
    expect(cluster.jobs()).toEqual([]);
    expect(await rig.well('logs 0')).toMatch(/^seed 0\n/);
  });

  test('mrun pause lets runs finish and starts no more, mrun update changes how many go at a time, mrun resume goes on', async () => {
    const gate = gateOf(cluster);
    await using rig = podsRig(cluster, `parallel: 2, grace: 2, ${gate.key}`);
    rig.write({
      'spec.yaml': `script: [sh, -c, 'until [ -e /gate/{seed} ]; do sleep 0.1; done']\nargs: none\ngrid: {seed: {range: 5}}\n`,
    });
    await rig.run();
    await rig.until('running running pending pending pending');
    expect(await rig.well('pause')).toContain('2 running go on to their end, 3 are not submitted');
    expect(await rig.well('status')).toMatch(/^ {2}2 {2}\S+ +2 .*paused|mrun resume/m);
    gate.open('0', '1');
    const ended = await rig.ends(1, 'wait');
    expect(ended).toContain('succeeded 2   planned 3\n');
    expect(await rig.well('update --parallel 3')).toContain('3 at a time as soon as it is resumed');
    expect(await rig.well('resume')).toContain('3 to start');
    await rig.until('succeeded succeeded running running running');
    gate.open('2', '3', '4');
    await rig.well('wait');
    expect(await rig.states()).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
  });

  test('mrun resume starts what --max-failures left, and nothing of ours is in the log of who failed', async () => {
    await using rig = podsRig(cluster, 'parallel: 1');
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo "seed {seed}"; exit {seed}']\nargs: none\ngrid: {seed: {range: 4}}\n`,
    });
    await rig.run('--max-failures 1');
    const first = await rig.ends(1, 'wait');
    expect(first).toContain('succeeded 1   failed 1   planned 2\n');
    expect(first).toContain(
      '2 runs were not started after 1 failure (--max-failures 1): mrun resume does\n',
    );
    expect(await rig.well('logs 1')).toBe('seed 1\n');
    expect(await rig.well('resume')).toContain('2 of 4 done · 2 to start\n');
    expect(await rig.ends(1, 'wait')).toContain('succeeded 1   failed 2   planned 1\n');
    expect(await rig.well('resume')).toContain('1 to start\n');
    expect(await rig.ends(1, 'wait')).toContain('succeeded 1   failed 3\n');
  });

  test('what waits for canaries starts when they work, or when somebody says so', async () => {
    await using rig = podsRig(cluster, 'canary: 1');
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo "$MRUNNER_ATTEMPT"; test {seed}$MRUNNER_ATTEMPT != 01']\nargs: none\ngrid: {seed: {range: 3}}\n`,
    });
    expect(await rig.run()).toMatch(/of 2 runs after .*, held until the first runs work$/m);
    await rig.until('failed pending pending');
    const status = await rig.well('status');
    expect(status).toContain('held: 0 of the first 1 runs succeeded (#0)');
    expect(await rig.well('resume')).toContain(
      'what was held until the first runs work is released',
    );
    await rig.until('failed succeeded succeeded');

    await rig.run('--only 1,2');
    await rig.well('wait');
    expect(await rig.states()).toEqual(['succeeded', 'succeeded']);
  });

  test('a Ctrl-C ends whoever looks on, and nothing else', async () => {
    await using rig = await submitted(1);
    await rig.until('running');
    for (const [words, text] of [
      ['wait', 'waiting for '],
      ['status -w', 'running 1'],
      ['logs 0 -f', 'seed 0'],
    ] as const) {
      const started = rig.start(words.split(' '));
      await started.says(text);
      started.signal('SIGINT');
      expect({ words, ...(await started.done) }).toMatchObject({ words, code: 130 });
    }
    expect(await rig.states()).toEqual(['running']);
    await rig.well('cancel -y');
  });

  test('a launcher that is killed while it submits is gone on with, and starts nothing twice', async () => {
    await using rig = podsRig(cluster);
    rig.write({
      'spec.yaml': `script: [sh, -c, 'echo "seed {seed}"']\nargs: none\ngrid: {seed: {range: 3}}\n`,
    });
    const run = await stuck(rig);
    run.signal('SIGINT');
    await run.says('leaving    once the cluster has answered');
    run.signal('SIGKILL');
    await run.done;
    cluster.heal();
    expect(jobsOf(rig).map(({ spec }) => spec.suspend)).toEqual([true]);
    expect(await rig.well('status')).toContain('mrun resume');
    expect(await rig.well('resume')).toContain('submitted  job ');
    await rig.well('wait');
    expect(jobsOf(rig)).toHaveLength(1);
    expect(await rig.states()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  test.skipIf(!hasTerminals())(
    'a person sees on the terminal what is waited for, and is asked first',
    async () => {
      await using rig = podsRig(cluster, 'resources: {mem: 100T}');
      rig.write({ 'spec.yaml': endless(2) });
      const run = onTerminal(rig, 'run spec.yaml --context pods');
      await run.says('Start 2 runs on pods? [y/N]');
      run.type('y\n');
      await run.says('This terminal may be closed.');
      expect((await run.done).code).toBe(0);
      const watch = onTerminal(rig, 'status -w');
      await watch.says('no node takes it: 2 of 2 have too little memory free');
      watch.type('\u0003');
      await watch.done;
      await rig.well('cancel -y');
    },
  );
});
