import { expect, test } from 'vitest';
import type { PlaceAnswer } from '../../place/place.ts';
import { batchOutcomes } from './batch-outcomes.ts';

const done = (parts: { readonly [name: string]: string }, stderr = ''): PlaceAnswer => ({
  kind: 'done',
  code: 0,
  body: Buffer.from(''),
  parts: new Map(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)])),
  stderr,
});

const full =
  "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n";

test('an answer with an id is a submission, and what follows a failure was not begun', () => {
  const outcomes = batchOutcomes(
    ['a', 'b', 'c'],
    done({ a: '12;hpc\n\nrc=0\n', 'a.err': '', b: '\nrc=1\n', 'b.err': full }),
  );
  expect(outcomes.get('a')).toEqual({ kind: 'submitted', job: '12', cluster: 'hpc' });
  expect(outcomes.get('b')).toMatchObject({ kind: 'unsubmitted', why: 'full' });
  expect(outcomes.get('c')).toMatchObject({ kind: 'unsubmitted', why: 'full' });
});

test('an answer that is not whole, or unclear, is to be looked up', () => {
  const timeout =
    'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation';
  const outcomes = batchOutcomes(
    ['torn', 'late', 'mute'],
    done({ torn: '12\n', late: '\nrc=1\n', 'late.err': timeout, mute: '\nrc=0\n' }),
  );
  expect([...outcomes.values()].map(({ kind }) => kind)).toEqual([
    'unresolved',
    'unresolved',
    'unresolved',
  ]);
});

test('nothing is certain when the connection was lost, and all is when nobody was reached', () => {
  const lost = batchOutcomes(['a'], { kind: 'lost', text: 'reset' });
  expect(lost.get('a')).toEqual({ kind: 'unresolved', text: 'reset' });
  const unreached = batchOutcomes(['a'], { kind: 'unreached', text: 'no route' });
  expect(unreached.get('a')).toEqual({ kind: 'unsubmitted', why: 'lost', text: 'no route' });
});

test('a program that did not get to the first batch tells why', () => {
  const outcomes = batchOutcomes(['a', 'b'], done({}, 'mkdir: No space left on device\n'));
  expect(outcomes.get('a')).toEqual({
    kind: 'unsubmitted',
    why: 'lost',
    text: 'mkdir: No space left on device',
  });
});
