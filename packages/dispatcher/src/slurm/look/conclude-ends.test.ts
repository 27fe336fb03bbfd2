import type { AttemptFacts, BatchEvent } from '@mrunner/core';
import { expect, test } from 'vitest';
import { failuresIn } from './conclude-ends.ts';

const attempt = (number: number, exitCode?: number, token = last): AttemptFacts => ({
  attempt: number,
  slots: [`${token}-0`],
  byItself: false,
  again: false,
  started: exitCode !== undefined,
  ...(exitCode !== undefined && { exitCode }),
});

const [first, second, last] = [
  'mr-brave-otter-aaaaa-0',
  'mr-brave-otter-zzzzz-0',
  'mr-brave-otter-zzzzz-1',
];
const batches = new Map(
  [last, second, first].map((token, age): [string, BatchEvent] => [
    token,
    { event: 'batch', time: 9 - age, token, context: 'hpc', runs: [], tasks: 1 },
  ]),
);

test('runs are failures of the newest launch by the newest attempt that started', () => {
  const runs = new Map([
    [0, [attempt(1, 3)]],
    [1, [attempt(1, 3), attempt(2, 0)]],
    [2, [attempt(1, 3), attempt(2)]],
    [3, [attempt(1, 0)]],
    [4, [attempt(1)]],
    [5, [attempt(1, 3, first)]],
    [6, [attempt(1, 3, second)]],
  ]);
  expect(failuresIn({ runs, batches })).toBe(3);
});
