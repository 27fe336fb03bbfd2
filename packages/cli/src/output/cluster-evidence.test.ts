import type { RunStatus } from '@mrunner/core';
import { expect, test } from 'vitest';
import { clusterEvidence } from './cluster-evidence.ts';
import type { Evidence } from './evidence-text.ts';

const evidence = (failed = 0, maxFailures?: number): Evidence =>
  ({
    sweep: { record: { options: { maxFailures } } },
    status: { launcher: 'none', counts: { failed } },
  }) as unknown as Evidence;

const ended = (state: RunStatus['state'], kind: string, text: string, exitCode: number | null) =>
  ({ state, reason: { kind, text }, exitCode, attempts: [] }) as unknown as RunStatus;

test('a cancelled run says what Slurm calls its end, without the code of the worker', () => {
  const run = ended('cancelled', 'cancelled', 'cancelled', 143);
  expect(clusterEvidence(run, evidence(), { scheduler: 'Slurm', end: 'CANCELLED 143:0' })).toMatch(
    /^It was stopped: cancelled\. .* Slurm says that its job ended with CANCELLED\.$/,
  );
});

test('that a job failed or completed says no more than the record of its run', () => {
  const run = ended('failed', 'exit', 'exit 3', 3);
  for (const end of ['FAILED 3:0', 'COMPLETED', 'COMPLETED 0:0']) {
    expect(clusterEvidence(run, evidence(), { scheduler: 'Slurm', end })).not.toContain('Slurm');
  }
});

test('a run that was not started because enough had failed says so', () => {
  const run = { state: 'planned', attempts: [] } as unknown as RunStatus;
  expect(clusterEvidence(run, evidence(2, 2), undefined)).toBe(
    'Nothing more was started after 2 failures (--max-failures 2): mrun resume submits it.',
  );
  expect(clusterEvidence(run, evidence(1, 2), undefined)).toContain('The scheduler does not have');
});
