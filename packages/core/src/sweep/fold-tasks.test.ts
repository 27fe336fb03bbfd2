import { describe, expect, test } from 'vitest';
import { taskOf } from './batch-status.ts';
import type { BatchEvent } from './cluster-event.ts';
import type { SweepEvent } from './event.ts';
import { foldRuns, plannedStatus } from './fold-runs.ts';
import type { RunStatus } from './run-state.ts';

const token = 'mr-brave-otter-k3j9x-0';
const launcher: SweepEvent = {
  event: 'launcher',
  time: 1000,
  id: 'k3j9x',
  code: 'c0de',
  host: 'laptop',
  boot: 'b',
  pid: 1,
  started: '1',
};
const left: SweepEvent = { event: 'left', time: 1004, id: 'k3j9x', why: 'submitted' };
const batch = (of: Partial<BatchEvent> = {}): BatchEvent => ({
  event: 'batch',
  time: 1001,
  token,
  context: 'hpc',
  runs: [
    [0, 1],
    [1, 1],
  ],
  tasks: 2,
  ...of,
});
const submitted: SweepEvent = { event: 'submitted', time: 1002, token, job: '77' };
const begin = [launcher, batch(), submitted, left];

const worker = (slot: string, time = 1005): SweepEvent => ({
  event: 'worker',
  time,
  slot,
  host: 'n1',
  boot: 'b',
  pid: 9,
  started: '1',
});
/** What a task writes when it starts an attempt. */
const starts = (slot: string, run = 0, attempt = 1, time = 1006): SweepEvent[] => [
  worker(slot),
  { event: 'start', time, run, attempt, slot },
];
const exit = (code: number, run = 0, attempt = 1): SweepEvent => ({
  event: 'exit',
  time: 1009,
  run,
  attempt,
  code,
});
const again: SweepEvent = { event: 'again', time: 1010, run: 0, attempt: 1 };
const jobEnd = (
  slot: string,
  state: string,
  more: Partial<Extract<SweepEvent, { event: 'job-ended' }>> = {},
): SweepEvent => ({ event: 'job-ended', time: 1020, slot, state, ...more });

/** Whatever is asked about processes: those of a cluster are on other machines. */
const folded = (events: readonly SweepEvent[]) => foldRuns(events, { alive: () => 'gone' });
const stateOf = (events: readonly SweepEvent[], index = 0): RunStatus => folded(events).of(index);

describe('an attempt of a batch', () => {
  test('is pending from the intent on, whether or not an answer is known, and who made it has gone', () => {
    const waits = { state: 'pending', attempt: 1, code: 'c0de', slots: [`${token}-0`] };
    expect(stateOf([launcher, batch()])).toMatchObject(waits);
    expect(stateOf(begin)).toMatchObject(waits);
    expect(taskOf(stateOf(begin, 1))).toEqual({ token, task: 1, restarts: 0 });
  });

  test('is free again when the scheduler has nothing of it', () => {
    const never: SweepEvent = {
      event: 'unsubmitted',
      time: 1003,
      token,
      why: 'full',
      text: 'full',
    };
    expect(stateOf([launcher, batch(), never])).toEqual(plannedStatus(0));
    const second = batch({ token: 'mr-brave-otter-k3j9x-1', time: 1004 });
    expect(stateOf([launcher, batch(), never, second])).toMatchObject({
      state: 'pending',
      slots: ['mr-brave-otter-k3j9x-1-0'],
    });
    // An answer that is found later counts.
    expect(stateOf([launcher, batch(), never, submitted]).state).toBe('pending');
  });

  test('runs from its start on until the scheduler says that its task has ended, whatever host asks', () => {
    const running = [...begin, ...starts(`${token}-0`)];
    expect(stateOf(running)).toMatchObject({ state: 'running', startedAt: 1006 });
    expect(stateOf([...running, jobEnd(`${token}-1`, 'NODE_FAIL')]).state).toBe('running');
    expect(stateOf([...running, jobEnd(`${token}-0`, 'NODE_FAIL')]).state).toBe('failed');
  });

  test('is to stop when somebody cancelled it since', () => {
    const cancel: SweepEvent = { event: 'cancel', time: 1007, runs: [0], by: 'ann@laptop' };
    expect(stateOf([...begin, cancel])).toMatchObject({ state: 'pending', stop: 'cancelled' });
    const over = jobEnd(`${token}-0`, 'VANISHED');
    expect(stateOf([...begin, cancel, over])).toMatchObject({
      state: 'cancelled',
      reason: { text: 'cancelled before it started' },
    });
  });
});

describe('an attempt without a record, when its task has ended', () => {
  test.each([
    ['TIMEOUT', undefined, 'failed', 'timeout', 'stopped at the time limit of its job'],
    ['DEADLINE', undefined, 'failed', 'timeout', 'stopped at the deadline of its job'],
    ['OUT_OF_MEMORY', '0:125', 'failed', 'oom', 'its job ran out of memory'],
    ['CANCELLED', '0:15', 'cancelled', 'cancelled', 'cancelled by root'],
    ['PREEMPTED', '0:15', 'failed', 'preempted', 'stopped to make room for another job'],
    ['NODE_FAIL', '1:0', 'failed', 'node', 'its machine failed'],
    ['BOOT_FAIL', undefined, 'failed', 'node', 'its machine did not start'],
    ['FAILED', '3:0', 'failed', 'exit', 'its job ended with exit 3'],
    ['FAILED', '0:9', 'failed', 'signal', 'its job was ended by signal 9'],
    ['COMPLETED', '0:0', 'unknown', 'lost', 'its job ended by itself'],
    ['VANISHED', undefined, 'unknown', 'lost', 'the scheduler knows nothing of its job'],
    ['SOMETHING_NEW', undefined, 'unknown', 'lost', 'its job ended (SOMETHING_NEW)'],
  ] as const)('%s %s: %s, %s', (state, code, expected, kind, text) => {
    const by = state === 'CANCELLED' ? { by: 'root' } : {};
    const end = jobEnd(`${token}-0`, state, { ...(code && { code }), ...by });
    expect(stateOf([...begin, ...starts(`${token}-0`), end])).toMatchObject({
      state: expected,
      reason: { kind, text },
      exitCode: null,
    });
  });

  test('is cancelled when it was asked to stop, however its task ended', () => {
    const stop = { event: 'stop', time: 1008, run: 0, attempt: 1, cause: 'cancelled' } as const;
    const events = [...begin, ...starts(`${token}-0`), stop];
    expect(stateOf([...events, jobEnd(`${token}-0`, 'VANISHED')])).toMatchObject({
      state: 'cancelled',
      reason: { kind: 'cancelled', text: 'cancelled' },
    });
  });

  test('is preempted, or on a failed machine, when the next life of its task says so', () => {
    const said = { event: 'ended', time: 1012, run: 0, attempt: 1, text: 'asked' } as const;
    const events = [...begin, ...starts(`${token}-0`)];
    const seen = (kind: 'preempted' | 'node') => stateOf([...events, { ...said, kind }]);
    expect(seen('preempted')).toMatchObject({
      state: 'failed',
      reason: { kind: 'preempted', text: 'asked' },
    });
    expect(seen('node')).toMatchObject({ state: 'failed', reason: { kind: 'node' } });
  });
});

describe('an exit record', () => {
  const ended = (code: number, state: string) =>
    stateOf([...begin, ...starts(`${token}-0`), exit(code), jobEnd(`${token}-0`, state)]);

  test('wins over what the scheduler says', () => {
    expect(ended(0, 'TIMEOUT')).toMatchObject({ state: 'succeeded', reason: null });
    expect(ended(0, 'CANCELLED').state).toBe('succeeded');
    expect(ended(3, 'COMPLETED')).toMatchObject({ state: 'failed', reason: { kind: 'exit' } });
    expect(ended(3, 'FAILED')).toMatchObject({ reason: { kind: 'exit', text: 'exit 3' } });
  });

  test.each([
    ['TIMEOUT', 'failed', 'timeout'],
    ['PREEMPTED', 'failed', 'preempted'],
    ['OUT_OF_MEMORY', 'failed', 'oom'],
    ['NODE_FAIL', 'failed', 'node'],
    ['CANCELLED', 'cancelled', 'cancelled'],
  ])('of no success gets its kind from %s', (state, expected, kind) => {
    expect(ended(143, state)).toMatchObject({
      state: expected,
      exitCode: 143,
      reason: { kind, signal: 'SIGTERM' },
    });
  });

  test('of 85 at the time limit is a timeout after which it saved its state', () => {
    expect(ended(85, 'TIMEOUT').reason).toEqual({
      kind: 'timeout',
      code: 85,
      text: 'stopped at the time limit of its job; it saved its state',
    });
  });

  test('of a run that was killed, among others that were not, is the one without memory', () => {
    const slot = `${token}-0`;
    const events = [
      launcher,
      batch({ packed: true, tasks: 1 }),
      ...starts(slot, 0, 1, 1006),
      exit(137, 0),
      ...starts(slot, 1, 1, 1010),
      exit(3, 1),
      jobEnd(slot, 'OUT_OF_MEMORY', { code: '0:125' }),
    ];
    expect([0, 1].map((run) => stateOf(events, run).reason?.kind)).toEqual(['oom', 'exit']);
    // Whose child was killed ends as it likes.
    expect(ended(1, 'OUT_OF_MEMORY').reason?.kind).toBe('oom');
  });

  test('is explained by the end of the task only when nothing came after it there', () => {
    const packed = batch({ packed: true, tasks: 1 });
    const slot = `${token}-0.1`;
    const events = [
      launcher,
      packed,
      ...starts(slot, 0, 1, 1006),
      exit(3, 0),
      ...starts(slot, 1, 1, 1010),
      jobEnd(`${token}-0`, 'TIMEOUT'),
    ];
    expect(stateOf(events, 0).reason).toMatchObject({ kind: 'exit', text: 'exit 3' });
    expect(stateOf(events, 1)).toMatchObject({ state: 'failed', reason: { kind: 'timeout' } });
    const tried = [
      ...begin,
      ...starts(`${token}-0`),
      exit(3),
      again,
      ...starts(`${token}-0`, 0, 2, 1011),
      exit(143, 0, 2),
      jobEnd(`${token}-0`, 'TIMEOUT'),
    ];
    expect(stateOf(tried).attempts.map(({ reason }) => reason?.kind)).toEqual(['exit', 'timeout']);
  });
});

describe('an attempt that never began, when its task has ended', () => {
  test('is planned again', () => {
    for (const state of ['COMPLETED', 'CANCELLED', 'NODE_FAIL', 'TIMEOUT', 'VANISHED']) {
      expect(stateOf([...begin, jobEnd(`${token}-0`, state)])).toEqual(plannedStatus(0));
    }
    expect(stateOf([...begin, jobEnd(`${token}-0`, 'COMPLETED')], 1).state).toBe('pending');
  });

  test('failed to launch when its job failed before its worker wrote a word', () => {
    const end = jobEnd(`${token}-0`, 'FAILED', { code: '0:53' });
    expect(stateOf([...begin, end])).toMatchObject({
      state: 'failed',
      attempt: 1,
      reason: { kind: 'launch', text: expect.stringContaining('0:53') },
      exitCode: null,
    });
    expect(stateOf([...begin, worker(`${token}-0`), end])).toEqual(plannedStatus(0));
    expect(stateOf([...begin, jobEnd(`${token}-0`, 'FAILED', { code: '127:0' })])).toMatchObject({
      reason: { kind: 'launch', text: 'its job ended with exit 127' },
    });
  });

  test('is handed to another job three times, not more', () => {
    const jobs = (count: number, state: string): SweepEvent[] =>
      Array.from({ length: count }, (_, n) => {
        const name = `mr-brave-otter-k3j9x-${n}`;
        return [batch({ token: name, time: 1001 + n }), jobEnd(`${name}-0`, state)];
      }).flat();
    expect(stateOf(jobs(2, 'COMPLETED'))).toEqual(plannedStatus(0));
    expect(stateOf(jobs(3, 'COMPLETED'))).toMatchObject({
      state: 'failed',
      reason: { kind: 'launch', text: '3 jobs ended without starting it (COMPLETED)' },
    });
    expect(stateOf(jobs(5, 'PREEMPTED'))).toEqual(plannedStatus(0));
  });

  test('is handed to another pack as long as packs start others, and then three times', () => {
    const packs = (count: number, isOfUse: boolean): SweepEvent[] => [
      launcher,
      ...Array.from({ length: count }, (_, n): SweepEvent[] => {
        const name = `mr-brave-otter-k3j9x-${n}`;
        const runs = [[0, 1] as const, ...(isOfUse ? [[n + 1, 1] as const] : [])];
        return [
          batch({ token: name, packed: true, tasks: 1, runs }),
          { ...submitted, token: name },
          ...(isOfUse ? [...starts(`${name}-0`, n + 1), exit(0, n + 1)] : [worker(`${name}-0`)]),
          jobEnd(`${name}-0`, 'COMPLETED'),
        ];
      }).flat(),
    ];
    expect(stateOf(packs(2, false))).toEqual(plannedStatus(0));
    expect(stateOf(packs(3, false))).toMatchObject({ state: 'failed', reason: { kind: 'launch' } });
    expect(stateOf(packs(9, true))).toEqual(plannedStatus(0));
  });

  test('waits, when any task may claim it, for the last of them', () => {
    const events = [launcher, batch({ packed: true, tasks: 2 }), submitted];
    expect(stateOf(events)).toMatchObject({ state: 'pending', slots: [token] });
    expect(taskOf(stateOf(events))).toEqual({ token, restarts: 0 });
    const one = [...events, jobEnd(`${token}-0`, 'TIMEOUT')];
    expect(stateOf(one).state).toBe('pending');
    expect(stateOf([...one, jobEnd(`${token}-1`, 'TIMEOUT')])).toEqual(plannedStatus(0));
  });
});

describe('an attempt that is to be followed by another one', () => {
  const requeued = jobEnd(`${token}-0`, 'PREEMPTED', { again: true });

  test('is pending while its task may live, else as it ended', () => {
    const events = [...begin, ...starts(`${token}-0`), exit(85), again];
    expect(stateOf(events)).toMatchObject({ state: 'pending', attempt: 2 });
    expect(taskOf(stateOf(events))).toEqual({ token, task: 0, restarts: 0 });
    expect(stateOf([...events, jobEnd(`${token}-0`, 'FAILED')])).toMatchObject({
      state: 'failed',
      attempt: 1,
      again: true,
    });
  });

  test('waits for the scheduler to start its task again', () => {
    const events = [...begin, ...starts(`${token}-0`), requeued];
    const status = stateOf(events);
    expect(status).toMatchObject({ state: 'pending', attempt: 2 });
    expect(status.attempts).toMatchObject([{ state: 'failed', reason: { kind: 'preempted' } }]);
    expect(stateOf([...events, jobEnd(`${token}-0.r1`, 'CANCELLED')])).toMatchObject({
      state: 'failed',
      again: true,
    });
  });

  test('waits when its task was requeued while it went on, but not when it had ended by itself', () => {
    const ended = [...begin, ...starts(`${token}-0`), exit(143)];
    const byHand = jobEnd(`${token}-0`, 'REQUEUED', { again: true });
    const asked = { event: 'asked', run: 0, attempt: 1, signal: 'TERM' } as const;
    const status = stateOf([...ended, asked, byHand]);
    expect(status).toMatchObject({ state: 'pending', attempt: 2 });
    expect(status.attempts).toMatchObject([
      { state: 'failed', exitCode: 143, reason: { kind: 'preempted' } },
    ]);
    expect(stateOf([...ended, byHand])).toMatchObject({ state: 'failed', attempt: 1 });
    const warned = { ...asked, signal: 'USR1' } as const;
    expect(stateOf([...ended, warned, byHand])).toMatchObject({ state: 'failed', attempt: 1 });
  });

  test('goes on in the next life of its task, which has an end of its own', () => {
    const events = [
      ...begin,
      ...starts(`${token}-0`),
      requeued,
      ...starts(`${token}-0.r1`, 0, 2, 1030),
    ];
    expect(stateOf(events)).toMatchObject({ state: 'running', attempt: 2 });
    expect(taskOf(stateOf(events))).toEqual({ token, task: 0, restarts: 1 });
    expect(stateOf([...events, exit(0, 0, 2)])).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(stateOf([...events, jobEnd(`${token}-0.r1`, 'NODE_FAIL')])).toMatchObject({
      state: 'failed',
      reason: { kind: 'node' },
    });
  });

  test('that had not begun may begin in the next life', () => {
    expect(stateOf([...begin, requeued])).toMatchObject({ state: 'pending', attempt: 1 });
    // Somebody started an ended task again by hand.
    const events = [...begin, jobEnd(`${token}-0`, 'COMPLETED'), worker(`${token}-0.r1`)];
    expect(stateOf(events).state).toBe('pending');
  });

  test('is over when a later life of its task is', () => {
    const events = [...begin, ...starts(`${token}-0`), jobEnd(`${token}-0.r1`, 'NODE_FAIL')];
    expect(stateOf(events)).toMatchObject({ state: 'failed', reason: { kind: 'node' } });
  });
});

test('that it was to stop before it was handed over again does not explain how it ended then', () => {
  const cancelled = { event: 'stop', time: 1008, run: 0, attempt: 1, cause: 'cancelled' } as const;
  const later = 'mr-brave-otter-abcde-0';
  const once = [
    ...begin,
    cancelled,
    jobEnd(`${token}-0`, 'CANCELLED'),
    batch({ token: later, time: 2000 }),
  ];
  expect(stateOf(once)).toMatchObject({ state: 'pending' });
  expect(stateOf(once)).not.toHaveProperty('stop');
  const failed = [...once, ...starts(`${later}-0`, 0, 1, 2001), exit(1)];
  expect(stateOf(failed)).toMatchObject({ state: 'failed', reason: { kind: 'exit' } });
  const again = [...failed, { ...cancelled, time: 2002 }];
  for (const events of [again, again.toReversed()]) {
    expect(stateOf(events)).toMatchObject({ state: 'cancelled' });
  }
});

test('batches tell what the scheduler answered, and which of their tasks may live', () => {
  const other = 'mr-brave-otter-k3j9x-1';
  const { batches, nodes } = folded([
    ...begin,
    { ...submitted, cluster: 'big' } as SweepEvent,
    batch({ token: other, packed: true, held: true, tasks: 1 }),
    ...starts(`${token}-0`),
    jobEnd(`${token}-1`, 'CANCELLED'),
  ]);
  const first = batches.get(token);
  expect(first).toMatchObject({ job: '77', isPacked: false, isHeld: false, isUnresolved: false });
  expect([0, 1].map((task) => first?.mayLive(task))).toEqual([true, false]);
  const done = folded([...begin, ...starts(`${token}-0`), exit(0)]).batches.get(token);
  expect([0, 1].map((task) => done?.mayLive(task))).toEqual([false, true]);
  expect(batches.get(other)).toMatchObject({ isPacked: true, isHeld: true, isUnresolved: true });
  expect(nodes.get(`${token}-0`)).toBe('n1');
});
