import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyEvent } from '../../test/any-event.ts';
import type { ProcessIdentity, SweepEvent } from './event.ts';
import { foldRuns, plannedStatus } from './fold-runs.ts';
import type { Liveness } from './may-live.ts';
import type { RunStatus } from './run-state.ts';

const identity = (pid: number): ProcessIdentity => ({ host: 'h', boot: 'b', pid, started: '1' });
const launcher: SweepEvent = { event: 'launcher', time: 1000, id: 'L', ...identity(1) };
const worker: SweepEvent = { event: 'worker', time: 1001, slot: 'L-0', ...identity(2) };
const handed = (run: number, attempt = 1, time = 1002): SweepEvent => ({
  event: 'handed',
  time,
  run,
  attempt,
  slot: 'L-0',
});
const start = (run: number, attempt = 1): SweepEvent => ({
  event: 'start',
  run,
  attempt,
  time: 1003,
});
const exit = (run: number, code: number, attempt = 1): SweepEvent => ({
  event: 'exit',
  run,
  attempt,
  code,
  time: 1009,
});
const stop = (
  run: number,
  cause: 'cancelled' | 'timeout' | 'interrupted' | 'sibling-failed',
): SweepEvent => ({ event: 'stop', time: 1005, run, attempt: 1, cause });
const ran = (run: number, code: number): SweepEvent[] => [
  launcher,
  worker,
  handed(run),
  start(run),
  exit(run, code),
];

const everything = (answer: Liveness) => ({ alive: (): Liveness => answer });
const stateOf = (events: SweepEvent[], answer: Liveness = 'gone'): RunStatus =>
  foldRuns(events, everything(answer)).of(0);

describe('the life of a run', () => {
  test('without events it is planned', () => {
    expect(stateOf([])).toEqual(plannedStatus(0));
  });

  test('handed to a slot it is pending', () => {
    expect(stateOf([launcher, handed(0)], 'alive')).toMatchObject({ state: 'pending', attempt: 1 });
  });

  test('handed by a launcher that is gone, and never claimed, it is planned again', () => {
    expect(stateOf([launcher, worker, handed(0)])).toEqual(plannedStatus(0));
  });

  test('as long as it goes on, it says that it is to stop, and why', () => {
    const events = [launcher, worker, handed(0), start(0)];
    const cancel: SweepEvent = { event: 'cancel', time: 1006, runs: [0], by: 'me' };
    const why = (more: readonly SweepEvent[]) => stateOf([...events, ...more], 'alive').stop;
    expect(why([])).toBe(undefined);
    expect(why([stop(0, 'timeout')])).toBe('timeout');
    expect(why([cancel])).toBe('cancelled');
    expect(why([{ ...cancel, time: 1001 }])).toBe(undefined);
    expect(why([stop(0, 'timeout'), exit(0, 0)])).toBe(undefined);
    // A wish for the second attempt is newer than the one that cancelled the first, whatever the clock said then.
    const retry: SweepEvent = {
      event: 'retry',
      time: 1010,
      runs: [{ run: 0, attempt: 2 }],
      by: 'me',
    };
    expect(why([cancel, exit(0, 1), retry, handed(0, 2, 1005), start(0, 2)])).toBe(undefined);
  });

  test('handed by a launcher that is gone it is pending while its worker lives', () => {
    const alive = ({ pid }: ProcessIdentity): Liveness => (pid === 2 ? 'alive' : 'gone');
    expect(foldRuns([launcher, worker, handed(0)], { alive }).of(0).state).toBe('pending');
  });

  test('started it is running while its worker lives, or may live', () => {
    const events = [launcher, worker, handed(0), start(0)];
    expect(stateOf(events, 'alive')).toMatchObject({ state: 'running', startedAt: 1003 });
    expect(stateOf(events, 'unknown').state).toBe('running');
  });

  test('started by a worker that is gone it is unknown, never failed', () => {
    expect(stateOf([launcher, worker, handed(0), start(0)])).toMatchObject({
      state: 'unknown',
      reason: { kind: 'lost', text: 'no exit record' },
      exitCode: null,
    });
  });

  test('with an exit record it has ended, whoever is gone', () => {
    expect(stateOf(ran(0, 0))).toMatchObject({
      state: 'succeeded',
      reason: null,
      exitCode: 0,
      startedAt: 1003,
      endedAt: 1009,
    });
  });

  test('an exit record is enough, also when nothing else was written', () => {
    expect(stateOf([exit(0, 0)]).state).toBe('succeeded');
  });

  test('a launcher that saw its worker die says so', () => {
    const seen: SweepEvent = { event: 'ended', time: 9, run: 0, attempt: 1, text: 'worker killed' };
    expect(stateOf([launcher, worker, handed(0), start(0), seen], 'alive')).toMatchObject({
      state: 'unknown',
      reason: { kind: 'lost', text: 'worker killed' },
    });
  });
});

describe('why it ended', () => {
  test.each([
    ['exit 7', [exit(0, 7)], 'failed', { kind: 'exit', code: 7, text: 'exit 7' }],
    ['killed', [exit(0, 137)], 'failed', { kind: 'signal', code: 137, signal: 'SIGKILL' }],
    ['segfault', [exit(0, 139)], 'failed', { kind: 'signal', signal: 'SIGSEGV' }],
    ['255 is no signal', [exit(0, 255)], 'failed', { kind: 'exit', code: 255 }],
    ['exit 85', [exit(0, 85)], 'failed', { kind: 'interrupted', code: 85 }],
    ['timeout', [stop(0, 'timeout'), exit(0, 143)], 'failed', { kind: 'timeout', code: 143 }],
    ['85 at the time limit', [stop(0, 'timeout'), exit(0, 85)], 'failed', { kind: 'timeout' }],
    ['cancel', [stop(0, 'cancelled'), exit(0, 143)], 'cancelled', { kind: 'cancelled' }],
    ['cancel, 85', [stop(0, 'cancelled'), exit(0, 85)], 'cancelled', { kind: 'cancelled' }],
    ['sibling', [stop(0, 'sibling-failed'), exit(0, 143)], 'cancelled', { kind: 'cancelled' }],
    ['Ctrl-C', [stop(0, 'interrupted'), exit(0, 130)], 'cancelled', { kind: 'interrupted' }],
    ['Ctrl-C, 85', [stop(0, 'interrupted'), exit(0, 85)], 'failed', { kind: 'interrupted' }],
    [
      'no such program',
      [{ event: 'launch-failed', run: 0, attempt: 1, text: 'no such program: x' }, exit(0, 127)],
      'failed',
      { kind: 'launch', code: 127, text: 'no such program: x' },
    ],
    [
      'its own words',
      [exit(0, 1), { event: 'ended', time: 2, run: 0, attempt: 1, text: 'ValueError: x' }],
      'failed',
      { kind: 'exit', code: 1, text: 'ValueError: x' },
    ],
    [
      'a kind seen from outside',
      [exit(0, 137), { event: 'ended', time: 2, run: 0, attempt: 1, kind: 'oom', text: 'memory' }],
      'failed',
      { kind: 'oom', code: 137, signal: 'SIGKILL', text: 'memory' },
    ],
  ] as const)('%s', (_, events, state, reason) => {
    expect(stateOf([launcher, worker, handed(0), start(0), ...events])).toMatchObject({
      state,
      reason,
    });
  });

  test('exit 0 after the wish to stop is success, and says so', () => {
    const { state, reason } = stateOf([...ran(0, 0), stop(0, 'timeout')]);
    expect(state).toBe('succeeded');
    expect(reason).toEqual({
      kind: 'timeout',
      code: 0,
      text: 'succeeded after it was asked to stop (time limit)',
    });
  });

  test('a wish to stop that came too late is not why', () => {
    const seen = { event: 'ended', time: 9, run: 0, attempt: 1, byItself: true } as const;
    const events = [...ran(0, 3), stop(0, 'sibling-failed'), seen];
    expect(stateOf(events)).toMatchObject({ state: 'failed', reason: { kind: 'exit', code: 3 } });
    expect(stateOf([...ran(0, 0), stop(0, 'timeout'), seen]).reason).toBe(null);
  });

  test('the first of several wishes to stop is the cause', () => {
    const later: SweepEvent = { ...stop(0, 'cancelled'), time: 1006 } as SweepEvent;
    expect(stateOf([later, stop(0, 'timeout'), exit(0, 143)]).reason?.kind).toBe('timeout');
  });
});

describe('attempts', () => {
  const again: SweepEvent = { event: 'again', time: 1010, run: 0, attempt: 1 };

  test('the newest one is the run, the others stay visible', () => {
    const status = stateOf([...ran(0, 3), again, handed(0, 2), start(0, 2), exit(0, 0, 2)]);
    expect(status).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(status.attempts.map((it) => [it.attempt, it.state])).toEqual([
      [1, 'failed'],
      [2, 'succeeded'],
    ]);
  });

  test('one that is to be followed by another is pending while a launcher lives, else failed', () => {
    expect(stateOf([...ran(0, 3), again], 'alive')).toMatchObject({ state: 'pending', attempt: 2 });
    expect(stateOf([...ran(0, 3), again], 'gone')).toMatchObject({ state: 'failed', attempt: 1 });
  });

  test('a launcher that has left starts nothing more, though its process lives', () => {
    const left: SweepEvent = { event: 'left', time: 1011, id: 'L', why: 'interrupted' };
    const waits = [...ran(0, 3), again];
    expect(stateOf([...waits, left], 'alive')).toMatchObject({ state: 'failed', attempt: 1 });
    const alive = ({ pid }: ProcessIdentity): Liveness => (pid === 1 ? 'alive' : 'gone');
    expect(foldRuns([launcher, handed(0), left], { alive }).of(0)).toEqual(plannedStatus(0));
    const next: SweepEvent = { ...launcher, id: 'M' } as SweepEvent;
    expect(stateOf([...waits, left, next], 'alive').state).toBe('pending');
  });

  test('one that was handed and never claimed leaves the one before it', () => {
    const status = stateOf([...ran(0, 3), again, handed(0, 2)]);
    expect(status).toMatchObject({ state: 'failed', attempt: 1 });
  });
});

describe('cancelling', () => {
  test('runs that never started are cancelled, started ones are as they are', () => {
    const all: SweepEvent = { event: 'cancel', time: 2000, runs: 'all', by: 'ann' };
    const folded = foldRuns([...ran(0, 0), all], everything('gone'));
    expect([folded.of(0).state, folded.of(1).state]).toEqual(['succeeded', 'cancelled']);
    const one: SweepEvent = { event: 'cancel', time: 2000, runs: [4], by: 'ann' };
    const some = foldRuns([one], everything('gone'));
    expect([some.of(4).state, some.of(5).state]).toEqual(['cancelled', 'planned']);
    expect([...some.recorded.keys()]).toEqual([4]);
  });

  test('what got lost, or was to be tried again, is wanted no more, until somebody asks for it', () => {
    const all: SweepEvent = { event: 'cancel', time: 2000, runs: 'all', by: 'ann' };
    const begun = [launcher, worker, handed(0), start(0)];
    expect(stateOf([...begun, all], 'gone')).toMatchObject({ state: 'unknown', unwanted: true });
    expect(stateOf([...begun, all], 'alive').unwanted).toBeUndefined();
    const again: SweepEvent = { event: 'again', time: 1010, run: 0, attempt: 1 };
    const failed = { state: 'failed', attempt: 1, unwanted: true };
    expect(stateOf([...ran(0, 3), again, all], 'alive')).toMatchObject(failed);
    const retried = [...ran(0, 3), all, handed(0, 2, 2001), start(0, 2)];
    expect(stateOf(retried, 'gone')).toMatchObject({ state: 'unknown', attempt: 2 });
    expect(stateOf(retried, 'gone').unwanted).toBeUndefined();
  });
});

test('a summary counts every run, those without events as planned', () => {
  const { counts } = foldRuns([...ran(0, 0), ...ran(1, 7)], everything('gone'));
  expect(counts(10)).toEqual({
    planned: 8,
    pending: 0,
    running: 0,
    succeeded: 1,
    failed: 1,
    cancelled: 0,
    unknown: 0,
  });
});

describe('order', () => {
  const pid = fc.integer({ min: 1, max: 4 }).map(identity);
  const processes: SweepEvent[] = [
    launcher,
    worker,
    { ...launcher, id: 'M', pid: 3 } as SweepEvent,
    { ...worker, slot: 'M-0', pid: 4 } as SweepEvent,
  ];

  test('events in any order give the same states', () => {
    const sequence = fc.array(anyEvent, { maxLength: 12 }).chain((events) =>
      fc.tuple(
        fc.constant([...processes, ...events]),
        fc.shuffledSubarray([...processes, ...events], {
          minLength: processes.length + events.length,
        }),
        fc.array(pid),
      ),
    );
    fc.assert(
      fc.property(sequence, ([events, shuffled, living]) => {
        const alive = (who: ProcessIdentity): Liveness =>
          living.some((it) => it.pid === who.pid) ? 'alive' : 'gone';
        const [a, b] = [foldRuns(events, { alive }), foldRuns(shuffled, { alive })];
        expect([0, 1, 2].map(b.of)).toEqual([0, 1, 2].map(a.of));
        expect(b.parallel).toBe(a.parallel);
        const batchesOf = ({ batches }: typeof a) =>
          [...batches]
            .map(([token, { mayLive, ...batch }]) => [token, batch, [0, 1].map(mayLive)])
            .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1));
        expect(batchesOf(b)).toEqual(batchesOf(a));
      }),
    );
  });

  test('nobody can wish for another attempt after a success', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
        const { attempts, state } = foldRuns(events, everything('gone')).of(0);
        if (attempts.at(-1)?.state === 'succeeded') expect(state).toBe('succeeded');
      }),
    );
  });

  test('what is known of an ended attempt never makes it a success by mistake', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
        const status = foldRuns(events, everything('gone')).of(0);
        if (status.state !== 'succeeded') return;
        expect(events).toContainEqual(
          expect.objectContaining({ event: 'exit', run: 0, attempt: status.attempt, code: 0 }),
        );
      }),
    );
  });
});
