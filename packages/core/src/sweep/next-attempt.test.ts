import { expect, test } from 'vitest';
import { plannedStatus } from './fold-runs.ts';
import {
  firstAttempt,
  isRetryOwed,
  resumeAttempt,
  retryAttempt,
  triesSoFar,
} from './next-attempt.ts';
import type { RunState, RunStatus } from './run-state.ts';

const afterAttempts = (...states: RunState[]): RunStatus => {
  const attempts = states.map((state, i) => ({
    attempt: i + 1,
    state,
    reason: null,
    exitCode: null,
  }));
  const newest = attempts.at(-1);
  return newest === undefined ? plannedStatus(0) : { index: 0, ...newest, attempts };
};

// states of the attempts; the attempt that run, resume, retry, retry --failed start next
test.each([
  [[], 1, 1, null, null],
  [['pending'], null, null, null, null],
  [['running'], null, null, null, null],
  [['succeeded'], null, null, null, null],
  [['failed'], null, null, 2, 2],
  [['cancelled'], null, null, 2, null],
  [['unknown'], null, 2, 2, null],
  [['failed', 'unknown'], null, 3, 3, null],
  [['unknown', 'unknown'], null, null, 3, null],
  [['failed', 'failed'], null, null, 3, 3],
] as [RunState[], ...(number | null)[]][])('after %j', (states, run, resume, retry, failed) => {
  const status = afterAttempts(...states);
  expect(firstAttempt(status)).toBe(run);
  expect(resumeAttempt(status, { onLost: 'rerun' })).toBe(resume);
  expect(retryAttempt(status, { failedOnly: false })).toBe(retry);
  expect(retryAttempt(status, { failedOnly: true })).toBe(failed);
});

test('a lost run waits for a person when the context says so', () => {
  expect(resumeAttempt(afterAttempts('unknown'), { onLost: 'ask' })).toBe(null);
});

test('of a run that was cancelled since, nothing but retry starts another attempt', () => {
  const lost = { ...afterAttempts('unknown'), unwanted: true };
  expect(resumeAttempt(lost, { onLost: 'rerun' })).toBe(null);
  expect(retryAttempt(lost, { failedOnly: false })).toBe(2);
});

test('a retry is owed for an end that no launcher heard of, as often as retries say', () => {
  const failed = afterAttempts('failed');
  const reason = { kind: 'exit', text: 'exit 3' } as const;
  const owes = (status: RunStatus, retries = 1): boolean =>
    isRetryOwed({ ...status, reason }, { retries, retryOn: ['exit'] });
  expect(owes(failed)).toBe(true);
  expect(owes(failed, 0)).toBe(false);
  expect(owes({ ...failed, unwanted: true })).toBe(false);
  expect(isRetryOwed({ ...failed, reason }, { retries: 1, retryOn: ['oom'] })).toBe(false);
  expect(owes(afterAttempts('succeeded'))).toBe(false);
  const [first, second] = afterAttempts('failed', 'failed').attempts;
  if (first === undefined || second === undefined) throw new Error('there are two');
  const again = { ...failed, attempt: 2, attempts: [{ ...first, again: true }, second] };
  expect(owes(again)).toBe(false);
  expect(owes(again, 2)).toBe(true);
});

test('attempts that a cluster ended for reasons of its own cost no retry', () => {
  const [first, second, third] = afterAttempts('failed', 'failed', 'failed').attempts;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three');
  const preempted = { kind: 'preempted', text: 'stopped to make room for another job' } as const;
  const failed = { kind: 'exit', text: 'exit 3' } as const;
  const attempts = [
    { ...first, again: true, reason: preempted },
    { ...second, again: true, reason: preempted },
    { ...third, reason: failed },
  ];
  const status: RunStatus = { ...third, index: 0, reason: failed, attempts };
  const options = { retries: 1, retryOn: ['exit', 'preempted'] };
  expect(triesSoFar({ attempts: attempts.slice(0, 2) })).toBe(0);
  expect(isRetryOwed(status, options)).toBe(true);
  const once = [...attempts.slice(0, 2), { ...third, again: true, reason: failed }];
  expect(isRetryOwed({ ...status, attempts: [...once, third] }, options)).toBe(false);
  const pushedOut = { ...status, reason: preempted, attempts: [...once, third] };
  expect(isRetryOwed(pushedOut, options)).toBe(true);
  expect(isRetryOwed(pushedOut, { ...options, retries: 0 })).toBe(false);
});
