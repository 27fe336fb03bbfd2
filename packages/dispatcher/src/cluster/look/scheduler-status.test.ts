import type { LauncherEvent, RunStatus } from '@mrunner/core';
import { expect, test } from 'vitest';
import type { Host } from '../../host/host.ts';
import { schedulerStatus } from './scheduler-status.ts';

const token = 'mr-brave-otter-abcde-0';
const run = (state: RunStatus['state']) =>
  ({ state, attempt: 1, slots: [`${token}-0`], attempts: [] }) as unknown as RunStatus;

interface Said {
  readonly state?: string;
  readonly reason?: string;
  readonly restarts?: number;
  readonly wishes?: readonly { readonly event: string; readonly time: number }[];
  readonly launchedAt?: number;
}

/** What is said of a run that waits, after the scheduler answered so. */
const waiting = ({
  state = 'PENDING',
  reason = '',
  wishes = [],
  launchedAt = 1,
  ...more
}: Said) => {
  const group = { token, job: '7', state, reason, tasks: '0', ...more };
  const texts: { readonly [path: string]: string } = {
    '/home/scheduler.json': JSON.stringify({
      format: 1,
      askedAt: 9,
      asOf: 9,
      tasks: [group],
      missed: [[`${token}-0`, 9]],
    }),
    '/home/events/wish-abcde.jsonl': wishes.map((wish) => `${JSON.stringify(wish)}\n`).join(''),
  };
  const files = { read: (path: string) => texts[path], list: () => ['wish-abcde.jsonl'] };
  const host = { files } as unknown as Pick<Host, 'files'>;
  const launcher = { event: 'launcher', time: launchedAt } as LauncherEvent;
  const launchers = new Map([['abcde', launcher]]);
  const folded = { launchers, batches: new Map(), of: () => run('pending') };
  return schedulerStatus(host, '/home', folded)?.of(run('pending'));
};

const pause = { event: 'pause', time: 5 };
const paused = { text: 'paused', never: true, advice: 'mrun resume' };

test.each(['JobHeldUser', 'JobHeldAdmin', 'Priority', ''])(
  'what waits of a paused sweep is paused, though Slurm says "%s"',
  (reason) => {
    expect(waiting({ reason, wishes: [pause] })).toMatchObject(paused);
    const wentOn = [pause, { event: 'go-on', time: 6 }];
    expect(waiting({ reason, wishes: wentOn })?.text).not.toBe('paused');
  },
);

test('what was submitted after a pause is paused only when it is held', () => {
  expect(waiting({ reason: 'Priority', wishes: [pause], launchedAt: 7 })?.never).toBe(false);
  expect(waiting({ reason: 'JobHeldAdmin', wishes: [pause], launchedAt: 7 })).toMatchObject(paused);
});

test('a begin time is the pause before another start only of what was started before', () => {
  expect(waiting({ reason: 'BeginTime' })?.text).toBe('waits for its begin time');
  expect(waiting({ reason: 'BeginTime', restarts: 1 })?.text).toBe('starts again soon');
});

test('a task that ended, and whose records are missed, is not called unknown to the scheduler', () => {
  expect(waiting({ state: 'COMPLETED' })?.text).toBe(
    'its job has ended; its records may still come',
  );
});
