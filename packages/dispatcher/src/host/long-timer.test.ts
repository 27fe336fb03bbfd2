import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { longTimer } from './long-timer.ts';
import { nodeHost } from './node-host.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hours = 3600 * 1000;

test.each([600 * hours, 2000 * hours, 2 ** 31 - 1, 2 ** 31, 5, 0])(
  'a wait of the host for %d ms lasts that long',
  (milliseconds) => {
    const callback = vi.fn();
    nodeHost().clock.after(milliseconds, callback);
    if (milliseconds > 0) {
      vi.advanceTimersByTime(milliseconds - 1);
      expect(callback).not.toHaveBeenCalled();
    }
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledOnce();
  },
);

test('no wait is longer than what a timer can wait', () => {
  const waits = vi.spyOn(globalThis, 'setTimeout');
  longTimer(100 * 24 * hours, () => {});
  vi.advanceTimersByTime(100 * 24 * hours);
  for (const [, wait] of waits.mock.calls) expect(wait).toBeLessThan(2 ** 31);
  expect(waits.mock.calls.length).toBe(5);
});

test('a timer that was called off in its second wait never calls back', () => {
  const callback = vi.fn();
  const cancel = longTimer(25, callback, 10);
  vi.advanceTimersByTime(15);
  cancel();
  vi.advanceTimersByTime(100);
  expect(callback).not.toHaveBeenCalled();
});

test('Infinity never calls back', () => {
  const callback = vi.fn();
  const cancel = longTimer(Number.POSITIVE_INFINITY, callback, 10);
  vi.advanceTimersByTime(1000);
  cancel();
  expect(callback).not.toHaveBeenCalled();
});
