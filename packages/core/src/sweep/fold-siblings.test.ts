import { expect, test } from 'vitest';
import type { BatchEvent } from './cluster-event.ts';
import type { SweepEvent } from './event.ts';
import { foldRuns } from './fold-runs.ts';
import { resumeAttempt, retryAttempt } from './next-attempt.ts';
import type { RunStatus } from './run-state.ts';

const token = 'mr-brave-otter-k3j9x-0';
const failed = `${token}-0`;
const sibling = `${token}-1`;

const batch = (of: Partial<BatchEvent> = {}): SweepEvent[] => {
  const runs = [
    [0, 1],
    [1, 1],
  ] as const;
  const event: SweepEvent = {
    ...{ event: 'batch', time: 1001, token, context: 'hpc', runs, tasks: 2 },
    ...of,
  };
  return [event, { event: 'submitted', time: event.time + 1, token: event.token, job: '77' }];
};

/** Run 0 fails for good, and its worker stops run 1, which did not start. */
const failure: readonly SweepEvent[] = [
  { event: 'worker', time: 1005, slot: failed, host: 'n1', boot: 'b', pid: 9, started: '1' },
  { event: 'start', time: 1006, run: 0, attempt: 1, slot: failed },
  { event: 'exit', time: 1007, run: 0, attempt: 1, code: 3 },
  { event: 'stop', time: 1008, run: 1, attempt: 1, cause: 'sibling-failed' },
];

const jobEnd = (slot: string, state: string): SweepEvent => ({
  event: 'job-ended',
  time: 1020,
  slot,
  state,
});

const siblingOf = (events: readonly SweepEvent[]): RunStatus =>
  foldRuns(events, { alive: () => 'gone' }).of(1);

test('a member whose composite failed before its turn is cancelled, and resume does not start it alone', () => {
  const waiting = [...batch(), ...failure];
  expect(siblingOf(waiting)).toMatchObject({ state: 'pending', stop: 'sibling-failed' });
  const status = siblingOf([...waiting, jobEnd(sibling, 'CANCELLED')]);
  const text = 'another member of its composite failed first';
  expect(status).toMatchObject({ attempt: 1, state: 'cancelled', reason: { text } });
  expect(resumeAttempt(status, { onLost: 'rerun' })).toBe(null);
  expect(retryAttempt(status, { failedOnly: false })).toBe(2);
});

test('it is cancelled in a pack, too, when all of its tasks have ended', () => {
  const events = [...batch({ packed: true }), ...failure, jobEnd(failed, 'COMPLETED')];
  expect(siblingOf(events).state).toBe('pending');
  expect(siblingOf([...events, jobEnd(sibling, 'COMPLETED')]).state).toBe('cancelled');
});

test('it waits when it was handed over again since', () => {
  const second = `${token.slice(0, -1)}1`;
  const over = [
    ...batch(),
    ...failure,
    jobEnd(sibling, 'CANCELLED'),
    ...batch({ token: second, time: 2000, runs: [[1, 1]], tasks: 1 }),
  ];
  expect(siblingOf(over).state).toBe('pending');
  expect(siblingOf([...over, jobEnd(`${second}-0`, 'CANCELLED')]).state).toBe('planned');
});
