import { expect, test } from 'vitest';
import type { OpenTask } from '../../cluster/look/open-tasks.ts';
import { restLines } from './rest-lines.ts';

const token = 'mr-brave-otter-abcde-0';
const job = '7';
const open = (task: number, more: Partial<OpenTask> = {}): OpenTask => ({
  ...{ token, task, restarts: 0, since: 0 },
  ...{ hasStarted: false, isRecorded: false, isUnwanted: false, ...more },
});
const cancelled = (task: number) => ({
  ...{ token, job, task, restarts: 0 },
  ...{ state: 'CANCELLED', reason: '' },
});

test('what waited when an array was cancelled is cancelled: all that never began, and is not listed', () => {
  const listed = { ...cancelled(0), state: 'RUNNING' };
  const tasks = [
    ...[open(0), open(1), open(2, { hasStarted: true }), open(3, { restarts: 1 })],
    ...[open(4, { isRecorded: true }), open(5)],
  ];
  const others = [open(1, { token: 'mr-brave-otter-abcde-1' })];
  expect(restLines([{ token, job }], [listed], [...tasks, ...others])).toEqual([
    cancelled(1),
    cancelled(5),
  ]);
  expect(restLines([], [listed], tasks)).toEqual([]);
});
