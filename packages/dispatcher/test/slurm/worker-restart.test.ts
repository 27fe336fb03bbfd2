import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shells } from '../pack-rig.ts';
import { hasTool } from '../rig.ts';
import { type WorkerRig, workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';
const worker = { event: 'worker' };
const start = (run: number, attempt = 1, record = run) => ({
  event: 'start',
  run,
  attempt,
  record,
});
const exit = (run: number, code: number, attempt = 1) => ({ event: 'exit', run, attempt, code });
const again = (run: number, attempt = 1) => ({ event: 'again', run, attempt });
const asked = (run: number, signal = 'TERM') => ({ event: 'asked', run, attempt: 1, signal });
const ended = (run: number, kind: string) => ({
  event: 'ended',
  run,
  attempt: 1,
  kind,
  text: expect.stringContaining('Slurm started its task again'),
});
/** Slurm starts the task again. */
const second = { SLURM_RESTART_COUNT: '1' };

/** What an earlier start of a slot left. */
function left(rig: WorkerRig, slot: string, ...events: readonly object[]): void {
  const first = { event: 'worker', time: 1, slot };
  const lines = [first, ...events].map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(rig.path(`events/worker-${slot}.jsonl`), lines.join(''));
}

describe.each(shells.filter(([shell = '']) => hasTool(shell)))(
  'the worker of a cluster, started again by Slurm, in %s %s',
  (...words) => {
    const shell = words.filter((word) => word !== undefined);

    test.each([
      ['preempted', [start(0), asked(0), exit(0, 143)], [ended(0, 'preempted'), again(0)]],
      ['preempted', [start(0), asked(0)], [ended(0, 'preempted'), again(0)]],
      ['node', [start(0)], [ended(0, 'node'), again(0)]],
      ['timeout', [start(0), asked(0, 'USR1'), exit(0, 85), again(0)], []],
      ['nothing', [], undefined],
    ] as const)('goes on after %s', async (_, before, said) => {
      await using rig = workerRig();
      rig.batch({
        runs: [{ command: 'echo $MRUNNER_ATTEMPT; cat neptune.yaml; exit 3' }],
        order: { retries: 0, retryOn: ['preempted', 'node', 'timeout'] },
      });
      rig.writeWorker({ pace: 0 });
      left(rig, `${token}-0`, ...before);
      expect((await rig.start(shell, token, 0, second).ended).code).toBe(3);
      const attempt = said === undefined ? 1 : 2;
      expect(rig.events(`${token}-0.r1`)).toEqual([
        worker,
        ...(said ?? []),
        start(0, attempt),
        exit(0, 3, attempt),
      ]);
      expect(rig.log(0, attempt)).toContain(`${attempt}\n`);
    });

    test.each([
      ['a success', [start(0), exit(0, 0)], []],
      ['a success though it was asked to end', [start(0), asked(0), exit(0, 0)], []],
      ['an end of its own', [start(0), exit(0, 1)], []],
      ['what it is not to be tried again after', [start(0)], [ended(0, 'node')]],
    ] as const)('starts nothing after %s', async (_, before, said) => {
      await using rig = workerRig();
      rig.batch({
        runs: [{ command: 'echo ran' }],
        order: { retries: 3, retryOn: ['preempted', 'exit'] },
      });
      rig.writeWorker({ pace: 0 });
      left(rig, `${token}-0`, ...before);
      await rig.start(shell, token, 0, second).ended;
      expect(rig.events(`${token}-0.r1`)).toEqual([worker, ...said]);
    });

    test('goes on with the runs of its own slot first, then with what nobody claimed', async () => {
      await using rig = workerRig();
      rig.batch({
        runs: Array.from({ length: 5 }, (_, at) => ({ command: 'exit 0', index: 10 + at })),
        order: { mode: 'packed', slots: 1, retryOn: ['node', 'preempted'] },
      });
      rig.writeWorker({ pace: 0 });
      left(
        rig,
        `${token}-2`,
        ...[start(10, 1, 0), exit(10, 0), start(12, 1, 2), asked(12), exit(12, 1)],
        start(13, 1, 3),
      );
      for (const k of [0, 1, 2, 3]) writeFileSync(rig.path(`batches/${token}/claims/${k}`), '');
      expect(await rig.start(shell, token, 2, second).ended).toEqual({ code: 0, err: '' });
      expect(rig.events(`${token}-2.r1`)).toEqual([
        worker,
        ...[ended(12, 'preempted'), again(12), start(12, 2, 2), exit(12, 0, 2)],
        ...[ended(13, 'node'), again(13), start(13, 2, 3), exit(13, 0, 2)],
        ...[start(14, 1, 4), exit(14, 0)],
      ]);
    });

    test('counts retries of its earlier starts, but not what was preempted', async () => {
      await using rig = workerRig();
      rig.batch({
        runs: [{ command: 'exit 4' }],
        order: { retries: 1, retryOn: ['exit', 'preempted'] },
      });
      rig.writeWorker({ pace: 0 });
      left(rig, `${token}-0`, start(0), exit(0, 4), again(0), start(0, 2), asked(0));
      await rig.start(shell, token, 0, { SLURM_RESTART_COUNT: '1' }).ended;
      expect(rig.events(`${token}-0.r1`)).toEqual([
        worker,
        { ...ended(0, 'preempted'), attempt: 2 },
        again(0, 2),
        start(0, 3),
        exit(0, 4, 3),
      ]);
    });

    test('lets no attempt live beside the next one when its node only seemed dead', async () => {
      await using rig = workerRig();
      const ready = `echo $MRUNNER_ATTEMPT >>${rig.path('ready')}`;
      const command = `trap "" TERM; ${ready}; [ $MRUNNER_ATTEMPT = 2 ] && exit 0; while :; do sleep 1 & wait; done`;
      rig.batch({ runs: [{ command }], order: { retryOn: ['node'] } });
      rig.writeWorker({ pace: 1 });
      const old = rig.start(shell, token, 0);
      await rig.until(() => existsSync(rig.path('ready')));
      expect((await rig.start(shell, token, 0, second).ended).code).toBe(0);
      expect((await old.ended).code).toBe(137);
      const [first, last] = [`${token}-0`, `${token}-0.r1`].map((slot) =>
        rig.read(`events/worker-${slot}.jsonl`),
      );
      const up = (text: string | undefined, event: string): number =>
        Number(new RegExp(`"event":"${event}".*"up":([0-9.]+)`).exec(text ?? '')?.[1]);
      expect(up(first, 'exit')).toBeLessThan(up(last, 'start'));
    });
  },
);
