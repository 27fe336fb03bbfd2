import { expect, test } from 'vitest';
import { plannedStatus } from './fold-runs.ts';
import { firstAttempt, resumeAttempt, retryAttempt } from './next-attempt.ts';
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
