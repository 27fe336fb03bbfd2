import type { TaskLine } from '@mrunner/core';
import { expect, test } from 'vitest';
import type { OpenTask } from '../../cluster/look/open-tasks.ts';
import { judgeTasks } from './judge-tasks.ts';

const token = 'mr-brave-otter-abcde-0';
const line: TaskLine = {
  token,
  job: '7',
  task: 0,
  restarts: 0,
  state: 'COMPLETED',
  reason: '',
  code: '0:0',
};

/** Whether a task that Slurm calls completed is over at the first look. */
const isOver = (
  task: Partial<Pick<OpenTask, 'hasStarted' | 'isRecorded' | 'isUnwanted'>>,
  isEnough = false,
): boolean => {
  const open = {
    ...{ token, task: 0, restarts: 0, since: 0 },
    ...{ hasStarted: false, isRecorded: false, isUnwanted: false, ...task },
  };
  const patience = { record: 60_000, vanished: 60_000 };
  const answer = { lines: [line], isComplete: true, patience, isEnough };
  const { events, missed } = judgeTasks([open], answer, new Map(), 1);
  expect(events.length + missed.size).toBe(1);
  return events.length === 1;
};

test('what ended without starting anything is over at once where nothing more was to start', () => {
  expect(isOver({}, true)).toBe(true);
  expect(isOver({ isUnwanted: true })).toBe(true);
});

test('records of what may have started are waited for', () => {
  expect(isOver({})).toBe(false);
  expect(isOver({ hasStarted: true }, true)).toBe(false);
  expect(isOver({ hasStarted: true, isUnwanted: true })).toBe(false);
  expect(isOver({ hasStarted: true, isRecorded: true })).toBe(true);
});
