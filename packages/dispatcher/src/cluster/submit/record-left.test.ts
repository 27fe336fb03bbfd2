import { expect, test } from 'vitest';
import type { EventLog } from '../../sweep-home/event-log.ts';
import { recordLeft } from './record-left.ts';

const clock = { now: () => 1000, elapsed: () => 0, after: () => () => {} };

/** A log on a disk that refuses what it is given. */
const refusing = (error: Error) => {
  const done: unknown[] = [];
  const events: EventLog = {
    append: (event) => done.push(event),
    flush: () => {},
    sync: () => {
      throw error;
    },
    close: () => done.push('closed'),
  };
  return { done, events };
};

test('a launcher whose last word finds no room has left all the same: what it submitted stands', () => {
  const { done, events } = refusing(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
  recordLeft({ clock }, events, { why: 'submitted', text: undefined });
  expect(done).toEqual([{ event: 'left', time: 1000, why: 'submitted' }, 'closed']);
});

test('what no disk says is our own mistake', () => {
  const { events } = refusing(new Error('what?'));
  expect(() => recordLeft({ clock }, events, { why: 'error', text: 'no way' })).toThrow('what?');
});
