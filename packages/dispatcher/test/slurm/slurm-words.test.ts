import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseClusterConfig,
  parseSacct,
  parseSqueue,
  sacctWords,
  sbatchAnswer,
  sbatchWords,
  squeueWords,
  taskSlot,
} from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';

const token = 'mr-brave-otter-k3j9x-0';

/** What each task does, by its number. */
const script = `#!/bin/sh
case $SLURM_ARRAY_TASK_ID in
  0) exit 0 ;;
  1) exit 3 ;;
  2) kill -9 $$ ;;
  3) [ "\${SLURM_RESTART_COUNT:-0}" = 0 ] && scontrol requeue "\${SLURM_ARRAY_JOB_ID}_3"; sleep 60 ;;
  4) touch running; sleep 60 ;;
esac
`;

describe.skipIf(!hasSlurm)("the words of Slurm's commands", () => {
  let cluster: Cluster;
  let work = '';
  beforeAll(async () => {
    cluster = await startCluster({ accounting: {} });
    work = join(cluster.directory, 'work');
    mkdirSync(join(work, 'batches/out'), { recursive: true });
    writeFileSync(join(work, 'worker.sh'), script);
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const submit = (more: { hold?: boolean; testOnly?: boolean; token?: string } = {}) =>
    cluster.run(
      sbatchWords({
        token,
        count: 5,
        resources: { cpu: 1, mem: 50, time: 600, partition: 'main' },
        context: { slurm: {}, warnBefore: 30 },
        work,
        script: join(work, 'worker.sh'),
        requeue: true,
        ...more,
      }),
    );
  const look = async (...tokens: string[]) => {
    const { stdout } = await cluster.run(squeueWords(tokens));
    const tasks = parseSqueue(stdout);
    if (tasks === undefined) throw new Error(`no answer of squeue: ${stdout}`);
    return new Map(tasks.map((task) => [taskSlot(task.token, task.task), task]));
  };

  test('tell of tasks that run, wait, were started again and ended, with and without accounts', async () => {
    const answer = sbatchAnswer(await submit());
    if (answer.kind !== 'submitted') throw new Error(answer.text);
    const held = 'mr-brave-otter-k3j9x-1';
    expect(sbatchAnswer(await submit({ hold: true, token: held })).kind).toBe('submitted');
    const stateOf = async (task: number) => (await look(token, held)).get(taskSlot(token, task));
    await cluster.until(
      async () =>
        (await stateOf(0))?.state === 'COMPLETED' &&
        (await stateOf(1))?.state === 'FAILED' &&
        (await stateOf(2))?.state === 'FAILED' &&
        (await stateOf(3))?.restarts === 1 &&
        (await stateOf(4))?.state === 'RUNNING',
      'the tasks to end, or to be started again',
    );
    const tasks = await look(token, held);
    const of = (task: number) => tasks.get(taskSlot(token, task));
    expect(of(0)).toMatchObject({ job: answer.job, state: 'COMPLETED', code: '0:0' });
    expect(of(1)).toMatchObject({ state: 'FAILED', code: '3:0', reason: 'NonZeroExitCode' });
    expect(of(2)).toMatchObject({ state: 'FAILED', code: '0:9' });
    expect(of(4)).toMatchObject({ node: expect.stringMatching(/^n\d$/), restarts: 0 });
    expect(of(4)?.code).toBeUndefined();
    expect([0, 1, 2, 3, 4].map((task) => tasks.get(taskSlot(held, task))?.reason)).toEqual(
      Array(5).fill('JobHeldUser'),
    );
    expect([...(await look('mr-other-otter-k3j9x-0'))]).toEqual([]);

    const livesOf = async () =>
      parseSacct((await cluster.run(sacctWords({ jobs: [answer.job], hours: 1 }))).stdout);
    await cluster.until(
      async () => (await livesOf()).filter(({ state }) => state === 'FAILED').length === 2,
      'the accounts',
    );
    const lives = await livesOf();
    expect(lives).toContainEqual(
      expect.objectContaining({ token, task: 1, state: 'FAILED', code: '3:0', restarts: 0 }),
    );
    expect(lives).toContainEqual(
      expect.objectContaining({ task: 3, state: 'REQUEUED', restarts: 0 }),
    );
    const byName = await cluster.run(sacctWords({ tokens: [token], hours: 1 }));
    expect(parseSacct(byName.stdout)).toContainEqual(
      expect.objectContaining({ token, job: answer.job, task: 1, code: '3:0' }),
    );
  });

  test('ask whether a batch would be taken, and read why not', async () => {
    expect((await submit({ testOnly: true })).code).toBe(0);
    const words = sbatchWords({
      token,
      count: 5,
      resources: { partition: 'nope' },
      context: { slurm: {} },
      work,
      script: join(work, 'worker.sh'),
      requeue: false,
    });
    expect(sbatchAnswer(await cluster.run(words))).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('invalid partition'),
    });
  });

  test('read the configuration', async () => {
    const { stdout } = await cluster.run(['scontrol', 'show', 'config']);
    expect(parseClusterConfig(stdout)).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      maxArraySize: 1001,
      accounting: true,
      preemptMode: 'REQUEUE',
    });
  });
});
