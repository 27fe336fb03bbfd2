import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { InterruptedError, interruptionBy, isInterruption } from './interruption.ts';

test('the error says which signal', () => {
  expect(String(new InterruptedError('SIGTERM'))).toBe('InterruptedError: interrupted by SIGTERM');
  expect(new InterruptedError('SIGUSR2')).toMatchObject({
    message: 'interrupted by SIGUSR2, the warning of the scheduler',
    signal: 'SIGUSR2',
  });
});

test('it is noticed when the signal is aborted and was read', () => {
  const controller = new AbortController();
  const interruption = interruptionBy(controller.signal);
  controller.abort();
  expect(interruption.wasNoticed).toBe(false);
  expect(interruption.signal.aborted).toBe(true);
  expect(interruption.wasNoticed).toBe(true);
});

const reason = new InterruptedError('SIGTERM');
const cycle = new Error('cycle');
cycle.cause = cycle;

test.each([
  ['the reason itself', reason, true],
  [
    'an error that it caused',
    new Error('stopped', { cause: new Error('x', { cause: reason }) }),
    true,
  ],
  ['another error', new Error('other'), false],
  ['another interruption', new InterruptedError('SIGTERM'), false],
  ['an error that is its own cause', cycle, false],
  ['no error', undefined, false],
])('%s: %#', (_, error, expected) => {
  const interruption = interruptionBy(AbortSignal.abort(reason));
  expect(isInterruption(error, interruption)).toBe(false);
  interruption.signal.aborted;
  expect(isInterruption(error, interruption)).toBe(expected);
});

test('what Node throws for an aborted wait counts as an interruption', async () => {
  const interruption = interruptionBy(AbortSignal.abort(reason));
  const error = await delay(1000, null, { signal: interruption.signal }).catch((caught) => caught);
  expect(error.name).toBe('AbortError');
  expect(isInterruption(error, interruption)).toBe(true);
});
