import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sbatchAnswer } from './sbatch-answer.ts';

const answer = (code: number, stdout: string, stderr = '') =>
  sbatchAnswer({ code, stdout, stderr });

describe('an answer of sbatch', () => {
  test.each([
    ['77\n', { job: '77' }],
    ['77;big\n', { job: '77', cluster: 'big' }],
    ['Welcome, user 12!\n*** maintenance in 2026 ***\n77\nhave fun\n', { job: '77' }],
    ['Submitted batch job 77\n', { job: '77' }],
    ['Submitted batch job 77 on cluster big\n', { job: '77', cluster: 'big' }],
  ])('%j has the id of a job', (stdout, found) => {
    expect(answer(0, stdout)).toEqual({ kind: 'submitted', ...found });
  });

  test('with warnings, of retries too, is a success all the same', () => {
    const said = 'sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\n';
    expect(answer(0, '77\n', said)).toEqual({ kind: 'submitted', job: '77' });
  });

  // As 22.05 says them.
  test.each([
    ['ambiguous', 'Batch job submission failed: Socket timed out on send/recv operation'],
    [
      'ambiguous',
      'Batch job submission failed: Unable to contact slurm controller (connect failure)',
    ],
    ['ambiguous', 'Batch job submission failed: Zero Bytes were transmitted or received'],
    ['ambiguous', 'something nobody has seen'],
    [
      'full',
      "AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
    ],
    [
      'full',
      'QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, …)',
    ],
    [
      'full',
      "Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
    ],
    ['full', 'Batch job submission failed: Resource temporarily unavailable'],
    [
      'refused',
      "QOSMaxWallDurationPerJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
    ],
    [
      'refused',
      'invalid partition specified: nope\nallocation failure: Invalid partition name specified',
    ],
    [
      'refused',
      'Batch job submission failed: Invalid account or account/partition combination specified',
    ],
    ['refused', 'Batch job submission failed: Invalid qos specification'],
    ['refused', 'Batch job submission failed: Invalid job array specification'],
    ['refused', 'Invalid generic resource (gres) specification'],
    ['refused', 'Batch job submission failed: Requested node configuration is not available'],
    [
      'refused',
      'Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)',
    ],
    ['refused', "unrecognized option '--bogus'"],
  ] as const)('is %s: %s', (kind, text) => {
    expect(answer(1, '', `sbatch: error: ${text}\n`)).toMatchObject({ kind });
  });

  test('of a program that failed, or said nothing, is ambiguous, whatever else it printed', () => {
    expect(answer(1, '77\n').kind).toBe('ambiguous');
    expect(answer(0, '')).toEqual({
      kind: 'ambiguous',
      text: 'sbatch ended with code 0 and said nothing',
    });
    expect(answer(137, '').kind).toBe('ambiguous');
  });

  test('is a success only of a program that ended well and named a job', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.string(), fc.string(), (code, out, err) => {
        const { kind } = answer(code, out, err);
        expect(kind === 'submitted').toBe(
          code === 0 && /^\s*(?:\d+(?:;\S+)?|Submitted .*)\s*$/m.test(out),
        );
      }),
    );
  });
});
