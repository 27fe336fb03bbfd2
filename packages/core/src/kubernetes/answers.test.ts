import { expect, test } from 'vitest';
import { type ApiProblem, type ApiRefusal, apiProblem } from './api-problem.ts';
import { droppedFields } from './dropped-fields.ts';
import { jobView } from './job-view.ts';
import { job } from './pod.rig.ts';
import { isSupported, versionOf } from './version.ts';

test.each<[ApiProblem, ApiRefusal]>([
  ['exists', { status: 409, reason: 'AlreadyExists', message: 'jobs.batch "j1" already exists' }],
  ['conflict', { status: 409, reason: 'Conflict', message: 'the object has been modified' }],
  ['invalid', { status: 422, reason: 'Invalid' }],
  ['invalid', { status: 400, reason: 'BadRequest', message: 'strict decoding error' }],
  ['invalid', { status: 413, reason: 'RequestEntityTooLarge' }],
  [
    'forbidden',
    { status: 403, reason: 'Forbidden', message: 'jobs.batch is forbidden: User "me"' },
  ],
  [
    'quota',
    { status: 403, reason: 'Forbidden', message: 'pods "a" is forbidden: exceeded quota: q' },
  ],
  ['unauthorized', { status: 401 }],
  ['gone', { status: 410, reason: 'Expired' }],
  ['missing', { status: 404, reason: 'NotFound' }],
  ['busy', { status: 429 }],
  ['busy', { status: 503 }],
  ['other', { status: 418 }],
])('an answer means %s: %j', (meaning, refusal) => {
  expect(apiProblem(refusal)).toBe(meaning);
});

test.each([
  ['v1.34.1+k3s1', { major: 1, minor: 34 }, true],
  ['v1.29.0-gke.1', { major: 1, minor: 29 }, true],
  ['v1.28.15', { major: 1, minor: 28 }, false],
  ['v2.0.0', { major: 2, minor: 0 }, true],
])('the version %s', (text, version, supported) => {
  expect(versionOf(text)).toEqual(version);
  expect(isSupported(version)).toBe(supported);
});

test('a text that is no version is none', () => {
  expect(versionOf('unknown')).toBeUndefined();
});

test('fields that a server dropped are named, and those that it added are not', () => {
  const sent = {
    spec: {
      backoffLimitPerIndex: 0,
      suspend: false,
      template: { containers: [{ name: 'a', env: [] }] },
    },
  };
  expect(droppedFields(sent, { ...sent, metadata: { uid: 'x' } })).toEqual([]);
  const answered = { spec: { template: { containers: [{ image: 'b' }] } } };
  expect(droppedFields(sent, answered)).toEqual([
    'spec.backoffLimitPerIndex',
    'spec.template.containers[0].name',
  ]);
});

test('a Job says how far it is', () => {
  expect(
    jobView(job({ status: { active: 2, completedIndexes: '0,2-4', failedIndexes: '7' } })),
  ).toEqual({
    token: 'mr-brave-otter-k3j9x-0',
    uid: '0b2d5a8e-8a2f-4d0e-b7d7-3a40c6a3fd11',
    sweep: '20261122-1607-brave-otter',
    hash: 'cafe',
    tasks: 10,
    parallelism: 5,
    mostFailed: 10,
    suspended: false,
    deleting: false,
    active: 2,
    succeeded: [0, 2, 3, 4],
    failed: [7],
    secrets: [],
    ignoresDisruptions: true,
  });
});

test('a Job has finished when all of its pods have ended, and not when that is announced', () => {
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: 'FailedIndexes',
    message: 'Job has failed indexes',
  });
  expect(
    jobView(job({ status: { conditions: [condition('FailureTarget')] } }))?.finished,
  ).toBeUndefined();
  expect(
    jobView(job({ status: { conditions: [condition('FailureTarget'), condition('Failed')] } }))
      ?.finished,
  ).toEqual({ well: false, reason: 'FailedIndexes', message: 'Job has failed indexes' });
  expect(jobView(job({ status: { conditions: [condition('Complete')] } }))?.finished?.well).toBe(
    true,
  );
});

test('the Job of others is none of ours', () => {
  expect(jobView(job({ metadata: { name: 'backup' } }))).toBeUndefined();
});
