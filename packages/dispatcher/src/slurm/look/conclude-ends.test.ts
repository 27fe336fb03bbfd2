import type { AttemptFacts } from '@mrunner/core';
import { expect, test } from 'vitest';
import { failuresIn } from './conclude-ends.ts';

const attempt = (number: number, exitCode?: number): AttemptFacts => ({
  attempt: number,
  slots: [],
  byItself: false,
  again: false,
  started: exitCode !== undefined,
  ...(exitCode !== undefined && { exitCode }),
});

test('runs are failures by the newest attempt that started', () => {
  const runs = new Map([
    [0, [attempt(1, 3)]],
    [1, [attempt(1, 3), attempt(2, 0)]],
    [2, [attempt(1, 3), attempt(2)]],
    [3, [attempt(1, 0)]],
    [4, [attempt(1)]],
  ]);
  expect(failuresIn({ runs })).toBe(2);
});
