import { taskSlot } from '@mrunner/core';
import type { PodEndView, PodView } from '@mrunner/core/kubernetes';
import { expect, test } from 'vitest';
import type { SeenJob } from './cluster-view.ts';
import { judgeTasks } from './judge-tasks.ts';
import type { Known } from './judgement.ts';
import { podsOfLives } from './pods-of-lives.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

const token = 'mr-brave-otter-k3j9x-0';
const task: UnsettledTask = {
  token,
  job: 'uid',
  task: 3,
  isPacked: false,
  life: 0,
  first: { run: 7, attempt: 2 },
  isUnwanted: false,
  spent: 0,
};
const running: SeenJob = {
  token,
  uid: 'uid',
  sweep: 's',
  tasks: 10,
  parallelism: 2,
  mostFailed: 10,
  suspended: false,
  deleting: false,
  active: 2,
  succeeded: [],
  failed: [],
  secrets: [],
  ignoresDisruptions: false,
  hasStarted: true,
};
const pod = (more: Partial<PodView> = {}): PodView => ({
  token,
  task: 3,
  life: 0,
  counted: more.life ?? 0,
  name: `${token}-3-abcde`,
  uid: 'pod',
  created: 1000,
  phase: 'running',
  startedAt: 2000,
  deleting: false,
  released: false,
  silent: false,
  ...more,
});
const ended = (end: Partial<PodEndView>, more: Partial<PodView> = {}): PodView =>
  pod({
    phase: 'ended',
    finishedAt: 5000,
    end: { state: 'Error', kind: 'exit', code: 1, text: 'exit 1', again: false, ...end },
    ...more,
  });
const nothing: Known = {
  now: 9000,
  isCollected: () => true,
  attempt: () => ({ started: false, ended: false, asked: false }),
  isTold: () => false,
  held: new Set(),
};
const judge = (
  pods: readonly PodView[],
  job: SeenJob | undefined = running,
  more: Partial<Known> = {},
  of: UnsettledTask = task,
) => {
  const jobs = new Map(job === undefined ? [] : [[token, job] as const]);
  const view = { jobs, pods: new Map([[taskSlot(token, 3), pods]]) };
  return judgeTasks([of], view, { ...nothing, ...more });
};
const brief = ({ events }: ReturnType<typeof judge>) =>
  events.map((event) => {
    switch (event.event) {
      case 'start':
        return `start ${event.run}.${event.attempt} in ${event.slot?.replace(token, 't')}`;
      case 'exit':
        return `exit ${event.run}.${event.attempt} ${event.code}`;
      case 'job-ended':
        return `ended ${event.slot.replace(token, 't')} ${event.state} ${event.kind}${event.again ? ' again' : ''}`;
      default:
        return event.event;
    }
  });

test('a pod that runs says that its attempt began, and the life of it counts', () => {
  expect(brief(judge([pod()]))).toEqual(['start 7.2 in t-3']);
  expect(brief(judge([pod({ life: 1 })]))).toEqual([
    'ended t-3 Replaced lost again',
    'start 7.3 in t-3.r1',
  ]);
  const begun = { attempt: () => ({ started: true, ended: false, asked: false }) };
  expect(judge([pod()], running, begun)).toEqual({
    events: [],
    living: [expect.objectContaining({ state: 'RUNNING', task: 3 })],
    doubles: [],
    recounts: [],
  });
});

test('where its worker said nothing the pod says how its attempt ended', () => {
  expect(brief(judge([ended({ code: 3 })]))).toEqual([
    'start 7.2 in t-3',
    'exit 7.2 3',
    'ended t-3 Error exit',
  ]);
  const recorded = { attempt: () => ({ started: true, ended: true, asked: false }) };
  expect(brief(judge([ended({ code: 3 })], running, recorded))).toEqual(['ended t-3 Error exit']);
  const lost = ended({ state: 'OOMKilled', kind: 'oom', code: 137 });
  expect(brief(judge([lost]))).toEqual(['start 7.2 in t-3', 'ended t-3 OOMKilled oom']);
  const never = ended({ state: 'StartError', kind: 'launch', code: 128 });
  expect(brief(judge([never]))).toEqual(['ended t-3 StartError launch']);
});

test('a life that is followed by another one ends with that, and its task goes on', () => {
  const judged = judge([ended({ code: 85, again: true })]);
  expect(brief(judged)).toEqual(['start 7.2 in t-3', 'exit 7.2 85', 'ended t-3 Error exit again']);
  expect(judged.living).toMatchObject([{ restarts: 1, told: { text: 'starts again soon' } }]);
  const later = { ...task, life: 1 };
  const waits = judge([ended({ code: 85, again: true })], running, {}, later);
  expect(brief(waits)).toEqual([]);
  expect(waits.living).toHaveLength(1);
  const second = [ended({ code: 85, again: true }), pod({ life: 1, uid: 'second' })];
  expect(brief(judge(second, running, {}, later))).toEqual(['start 7.3 in t-3.r1']);
});

test('who is cancelled and has no pod will not start, once pods would read so before they start it', () => {
  const unwanted = { ...task, isUnwanted: true };
  const isTold = () => true;
  expect(brief(judge([], running, {}, unwanted))).toEqual([]);
  expect(brief(judge([], running, { isTold }, unwanted))).toEqual(['ended t-3 Deleted cancelled']);
  expect(brief(judge([], running, { isTold }, task))).toEqual([]);
  expect(brief(judge([pod({ phase: 'starting' })], running, { isTold }, unwanted))).toEqual([]);
});

test('nothing is concluded of a pod whose log is still to be fetched', () => {
  const judged = judge([ended({})], running, { isCollected: () => false });
  expect(judged.events).toEqual([]);
  expect(judged.living).toMatchObject([{ told: { text: expect.stringContaining('log') } }]);
  const second = [ended({ again: true }), pod({ life: 1, uid: 'second' })];
  expect(judge(second, running, { isCollected: () => false }).events).toEqual([]);
});

test('a task without a pod goes on as long as its Job does not say otherwise', () => {
  expect(judge([]).events).toEqual([]);
  expect(judge([]).living).toMatchObject([
    { state: 'PENDING', told: { text: 'others are before it, 2 at a time', never: false } },
  ]);
  expect(brief(judge([], { ...running, succeeded: [3] }))).toEqual([
    'start 7.2 in t-3',
    'exit 7.2 0',
    'ended t-3 Succeeded done',
  ]);
  expect(brief(judge([], { ...running, failed: [3] }))).toEqual([
    'start 7.2 in t-3',
    'ended t-3 Failed lost',
  ]);
  const over = { well: false, reason: 'MaxFailedIndexesExceeded', message: 'too many' };
  expect(brief(judge([], { ...running, finished: over }))).toEqual([
    'ended t-3 MaxFailedIndexesExceeded cancelled',
  ]);
});

test('of a Job that is gone nothing goes on but the pods that are there', () => {
  const gone = { ...running, uid: 'another' };
  expect(brief(judge([], gone))).toEqual(['ended t-3 Deleted lost']);
  expect(brief(judge([], gone, {}, { ...task, isUnwanted: true }))).toEqual([
    'ended t-3 Deleted cancelled',
  ]);
  expect(brief(judge([pod()], gone))).toEqual(['start 7.2 in t-3']);
  expect(judge([pod()], gone).living).toHaveLength(1);
});

test.each([
  [true, true, 'cancelled'],
  [true, false, 'lost'],
  [false, true, 'lost'],
])(
  'of a pod that went with its Job before anybody looked the last words may be here (ended: %s, asked to: %s)',
  (hasEnded, asked, kind) => {
    const heard = { attempt: () => ({ started: true, ended: hasEnded, asked }) };
    const gone = { ...running, uid: 'another' };
    expect(brief(judge([], gone, heard))).toEqual([`ended t-3 Deleted ${kind}`]);
  },
);

test('what a suspended Job took back is no end, and neither is a deleted pod before its Job says so', () => {
  const suspended = ended({ state: 'Suspended', kind: 'interrupted', code: 143 });
  expect(judge([suspended], { ...running, suspended: true, queue: 'gpus' })).toMatchObject({
    events: [],
    living: [{ told: { text: 'waits in the queue gpus' } }],
  });
  const deleted = ended({ state: 'Deleted', kind: 'cancelled', code: 143 });
  expect(judge([deleted]).events).toEqual([]);
  expect(brief(judge([deleted], { ...running, failed: [3] }))).toEqual([
    'start 7.2 in t-3',
    'ended t-3 Deleted cancelled',
  ]);
});

test('of two pods of one life the one that was made first counts', () => {
  const second = pod({ uid: 'second', name: 'b', created: 1500, startedAt: 2500 });
  const judged = judge([pod(), second]);
  expect(brief(judged)).toEqual(['start 7.2 in t-3']);
  expect(judged.doubles).toEqual([second]);
  expect(judge([ended({}), second]).doubles).toEqual([second]);
});

const { startedAt: _, ...waiting } = pod({ uid: 'other', phase: 'waiting' });

test.each<[string, PodView, PodView]>([
  ['began, of two of the same second', pod(), { ...waiting, phase: 'starting' }],
  ['got further, though it is younger', pod({ created: 1500 }), waiting],
  ['began first, of two of the same second', pod(), pod({ uid: 'other', startedAt: 3000 })],
  [
    'nobody deleted, though it is younger',
    pod({ created: 1500 }),
    pod({ uid: 'other', deleting: true }),
  ],
])(
  'of two pods of one life the one goes on that %s, in whichever order they are listed',
  (_, kept, other) => {
    for (const listed of [
      [kept, other],
      [other, kept],
    ]) {
      const { byLife, doubles } = podsOfLives(listed, task, running);
      expect([...byLife]).toEqual([[0, kept]]);
      expect(doubles).toEqual(other.deleting ? [] : [other]);
    }
  },
);

test('a run that succeeded is never judged by a pod that was taken back before', () => {
  const taken = ended({ state: 'Deleted', kind: 'cancelled', code: 143 }, { uid: 'taken' });
  const well = ended({ state: 'Succeeded', kind: 'done', code: 0 }, { uid: 'well', created: 5000 });
  const job = { ...running, succeeded: [3] };
  for (const pods of [[taken], [taken, well]]) {
    expect(judge(pods, job).events).toContainEqual(
      expect.objectContaining({ event: 'job-ended', state: 'Succeeded', kind: 'done' }),
    );
  }
});

test('of two pods of one life the one that nobody deleted counts', () => {
  const taken = ended({ state: 'Deleted', kind: 'cancelled', code: 143 }, { uid: 'taken' });
  const bad = ended({ state: 'Error', kind: 'exit', code: 3 }, { uid: 'bad', created: 5000 });
  expect(judge([taken, bad], { ...running, failed: [3] }).events).toContainEqual(
    expect.objectContaining({ event: 'job-ended', state: 'Error', kind: 'exit' }),
  );
});

test('what went on when its Job was suspended is over, and starts again in another pod', () => {
  const begun: UnsettledTask = { ...task, begunAt: 2000 };
  const inQueue = { ...running, queue: 'team' };
  const suspended = { ...inQueue, suspended: true, suspendedAt: 4000 };
  const ending = pod({ deleting: true, released: true });
  for (const pods of [[], [ending], [ended({ code: 0 }, { released: true })]]) {
    const judged = judge(pods, suspended, {}, begun);
    expect(brief(judged)).toEqual(['ended t-3 Suspended preempted again']);
    expect(judged.events).toMatchObject([{ time: 4000 }]);
    expect(judged.living).toMatchObject([{ state: 'PENDING', restarts: 1 }]);
    expect(judged.recounts).toEqual([{ token, task: 3, lives: 1, spent: 0 }]);
  }
  expect(brief(judge([ending], suspended, {}, { ...begun, isUnwanted: true }))).toEqual([]);
  // Nobody looked in between.
  const next = pod({ life: 1, counted: 0, created: 8000, startedAt: 9000, uid: 'next' });
  const judged = judge([next], inQueue, {}, begun);
  expect(brief(judged)).toEqual(['ended t-3 Suspended preempted again', 'start 7.3 in t-3.r1']);
  expect(judged.recounts).toEqual([{ token, task: 3, lives: 1, spent: 0 }]);
});
