import { expect, test } from 'vitest';
import { pendingText } from './pending-text.ts';

test.each(
  (
    'DependencyNeverSatisfied JobHeldUser JobHeldAdmin BadConstraints PartitionTimeLimit PartitionNodeLimit PartitionConfig InvalidAccount ' +
    'InvalidQOS AccountNotAllowed QOSNotAllowed ReservationDeleted JobHoldMaxRequeue QOSMaxCpuPerJobLimit AssocMaxWallDurationPerJobLimit ' +
    'AssocGrpCPUMinutesLimit QOSGrpBillingMinutes QOSMaxMemoryPerNode QOSMinCpuNotSatisfied'
  ).split(' '),
)('%s will never start by itself, and what to do is said', (reason) => {
  expect(pendingText(reason)).toMatchObject({ never: true, advice: expect.stringMatching(/\w/) });
});

test.each(
  (
    'None Priority Resources JobArrayTaskLimit BeginTime Dependency ReqNodeNotAvail PartitionDown Licenses Reservation ' +
    'AssocGrpCpuLimit AssocMaxJobsLimit QOSMaxJobsPerUserLimit QOSMaxCpuPerUserLimit QOSGrpCPURunMinutesLimit MaxCpuPerAccount'
  ).split(' '),
)('%s waits, in words of ours', (reason) => {
  const { never, text } = pendingText(reason);
  expect(never).toBe(false);
  expect(text).not.toBe(reason);
});

test('what stands behind a word, or around it, does no harm, and other words say themselves', () => {
  const down = pendingText('ReqNodeNotAvail');
  expect(pendingText('ReqNodeNotAvail, UnavailableNodes:n[1-4]')).toEqual(down);
  expect(pendingText('(ReqNodeNotAvail)')).toEqual(down);
  const nodes =
    'Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions';
  expect(pendingText(nodes)).toEqual(down);
  expect(pendingText('job requeued in held state')).toMatchObject({ never: true });
  expect(pendingText('SomethingNew')).toEqual({ text: 'SomethingNew', never: false });
  expect(pendingText('constructor')).toEqual({ text: 'constructor', never: false });
});

test('a begin time is one that somebody asked for, or the pause before a task starts again', () => {
  expect(pendingText('BeginTime')).toEqual({ text: 'waits for its begin time', never: false });
  expect(pendingText('BeginTime', 1)).toEqual({ text: 'starts again soon', never: false });
});
