import { collectFacts, type SweepEvent } from '@mrunner/core';
import { expect, test } from 'vitest';
import { openTasks } from './open-tasks.ts';

const token = 'mr-brave-otter-k3j9x-0';

const begun = (packed: boolean): SweepEvent[] => [
  {
    event: 'batch',
    time: 1,
    token,
    context: 'hpc',
    runs: [
      [0, 1],
      [1, 1],
    ],
    tasks: 2,
    ...(packed && { packed }),
  },
  { event: 'submitted', time: 2, token, job: '77' },
];
const worker = (slot: string): SweepEvent => ({
  event: 'worker',
  time: 3,
  slot,
  host: 'n1',
  boot: 'b',
  pid: 9,
  started: '1',
});
const start = (slot: string): SweepEvent => ({ event: 'start', run: 0, attempt: 1, slot });
const exit: SweepEvent = { event: 'exit', run: 0, attempt: 1, code: 3 };

/** By task. */
const areRecorded = (packed: boolean, ...events: SweepEvent[]): readonly boolean[] =>
  openTasks(collectFacts([...begun(packed), ...events])).map(({ isRecorded }) => isRecorded);

test('a task of a pack that began and started nothing has no records to wait for', () => {
  expect(areRecorded(true)).toEqual([false, false]);
  expect(areRecorded(true, worker(`${token}-1`))).toEqual([false, true]);
  expect(areRecorded(true, worker(`${token}-1.3`))).toEqual([false, true]);
  expect(areRecorded(true, worker(`${token}-0`), start(`${token}-0`))).toEqual([false, false]);
  expect(areRecorded(true, worker(`${token}-0`), start(`${token}-0`), exit)).toEqual([true, false]);
});

test('of a task of a pack its newest life counts', () => {
  expect(areRecorded(true, worker(`${token}-1`), worker(`${token}-1.r1`))).toEqual([false, true]);
  const again: SweepEvent = {
    event: 'job-ended',
    time: 9,
    slot: `${token}-1`,
    state: 'PREEMPTED',
    again: true,
  };
  expect(areRecorded(true, worker(`${token}-1`), again)).toEqual([false, false]);
});

test('a task with a run of its own has records to wait for, once it began', () => {
  expect(areRecorded(false, worker(`${token}-1`))).toEqual([false, false]);
});
