import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobEndOf } from './job-end.ts';

test.each([
  ['COMPLETED', '0:0', 'done'],
  ['FAILED', '3:0', 'exit'],
  ['FAILED', '0:9', 'signal'],
  ['FAILED', '0:53', 'launch'],
  ['TIMEOUT', '0:0', 'timeout'],
  ['DEADLINE', '0:0', 'timeout'],
  ['OUT_OF_MEMORY', '0:125', 'oom'],
  ['CANCELLED', '0:15', 'cancelled'],
  ['PREEMPTED', '0:15', 'preempted'],
  ['NODE_FAIL', '1:0', 'node'],
  ['BOOT_FAIL', '1:0', 'node'],
  ['LAUNCH_FAILED', '', 'launch'],
  ['RECONFIG_FAIL', '', 'launch'],
  ['VANISHED', '', 'lost'],
])('%s %s is an end: %s', (state, code, kind) => {
  expect(jobEndOf(state, code)?.kind).toBe(kind);
});

test.each(
  (
    'PENDING CONFIGURING POWER_UP_NODE RUNNING SIGNALING RESIZING STAGE_OUT SUSPENDED STOPPED COMPLETING ' +
    'REQUEUED REQUEUE_FED REQUEUE_HOLD SPECIAL_EXIT RESV_DEL_HOLD REVOKED'
  ).split(' '),
)('%s is no end', (state) => {
  expect(jobEndOf(state, '0:0')).toBeUndefined();
});

test('only what ended a task from outside explains how a run in it ended', () => {
  const explains = (state: string) => jobEndOf(state, '0:15')?.explains;
  for (const state of 'TIMEOUT OUT_OF_MEMORY CANCELLED PREEMPTED NODE_FAIL'.split(' ')) {
    expect(explains(state)).toBe(true);
  }
  for (const state of 'COMPLETED FAILED VANISHED'.split(' ')) expect(explains(state)).toBe(false);
});

test('who cancelled is said, and words behind a state do no harm', () => {
  expect(jobEndOf('CANCELLED', '0:15', 'root')?.text).toBe('cancelled by root');
  expect(jobEndOf('CANCELLED by 0', '0:15')?.kind).toBe('cancelled');
  expect(jobEndOf('CANCELLED+')?.kind).toBe('cancelled');
});

test('of words that nobody knows nothing is concluded', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (state, code) => {
      const known = /^(?:COMPLETED|FAILED|TIMEOUT|DEADLINE|CANCELLED|PREEMPTED|VANISHED)/;
      if (!known.test(state)) expect(jobEndOf(state, code)).toBeUndefined();
    }),
  );
  expect(jobEndOf('constructor')).toBeUndefined();
});
