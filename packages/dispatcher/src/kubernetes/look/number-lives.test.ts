import type { PodView } from '@mrunner/core/kubernetes';
import { expect, test } from 'vitest';
import { numberLives } from './number-lives.ts';

/** Times are in seconds. */
const pod = (created: number, more: Partial<PodView> & { readonly counted: number }): PodView => ({
  token: 'mr-brave-otter-k3j9x-0',
  task: 3,
  life: more.counted,
  name: `pod-${created}`,
  uid: `pod-${created}`,
  created: created * 1000,
  phase: 'running',
  startedAt: (created + 1) * 1000,
  deleting: false,
  released: false,
  silent: false,
  ...more,
});
const ended = (created: number, finished: number, counted: number): PodView =>
  pod(created, { counted, phase: 'ended', finishedAt: finished * 1000 });
const queued = { suspended: false, queue: 'team' };
const lives = (
  pods: readonly PodView[],
  task: Parameters<typeof numberLives>[1] = { life: 0 },
  job: Parameters<typeof numberLives>[2] = queued,
) => numberLives(pods, task, job).map(({ life }) => life);

test('pods are of the lives that their Job counts', () => {
  expect(lives([pod(20, { counted: 1 }), ended(0, 10, 0)])).toEqual([0, 1]);
  expect(lives([pod(20, { counted: 2 })])).toEqual([2]);
});

test('what was made after the end of a pod of the same count is a later life, what went on beside it is not', () => {
  expect(lives([ended(0, 10, 0), pod(30, { counted: 0 }), pod(50, { counted: 1 })])).toEqual([
    0, 1, 2,
  ]);
  expect(lives([ended(0, 10, 0), pod(5, { counted: 0 })])).toEqual([0, 0]);
  expect(lives([pod(0, { counted: 0 }), pod(5, { counted: 0 })])).toEqual([0, 0]);
});

test('what was made after a life that is recorded is a later one, the pods of recorded ones are not', () => {
  const task = { life: 2, endedBefore: 25_000 };
  expect(lives([ended(0, 10, 0), pod(25, { counted: 0 })], task)).toEqual([0, 2]);
  expect(lives([ended(25, 25, 1)], task)).toEqual([1]);
  // It ends since its Job was suspended in the second in which it was made.
  expect(lives([pod(25, { counted: 1, deleting: true, released: true })], task)).toEqual([1]);
});

test('of Jobs in a queue a pod that began later than the attempt of its life, or has not yet, is a later one', () => {
  const task = { life: 1, endedBefore: 5000, begunAt: 11_000 };
  expect(lives([pod(10, { counted: 0 })], task)).toEqual([1]);
  expect(lives([pod(20, { counted: 0 })], task)).toEqual([2]);
  const { startedAt: _, ...waiting } = pod(10, { counted: 1, phase: 'waiting' });
  expect(lives([waiting], task)).toEqual([2]);
  expect(lives([pod(20, { counted: 1 })], task, { suspended: false })).toEqual([1]);
});

test('a worker that shares a volume with those before it knows better', () => {
  const message = '{"event":"worker","time":1,"slot":"mr-brave-otter-k3j9x-0-3.r2"}\n';
  expect(lives([pod(0, { counted: 0, message })])).toEqual([2]);
});
