import { expect, test } from 'vitest';
import { srunEnd } from './srun-end.ts';

test('a step whose task was killed was not cancelled, though srun ends it by force', () => {
  const said = [
    'srun: error: n1: task 0: Killed',
    'srun: launch/slurm: _step_signal: Terminating StepId=3.0',
    'srun: Force Terminated StepId=3.0',
  ].join('\n');
  expect(srunEnd(137, said)).toEqual({ state: 'FAILED', code: '0:9' });
  expect(srunEnd(1, 'srun: Force Terminated job 3\nsrun: error: x').state).toBe('CANCELLED');
});

test('a step that somebody cancelled says so before its tasks end', () => {
  const said = [
    'srun: Job step aborted: Waiting up to 5 seconds for job step to finish.',
    'slurmstepd-n1: error: *** STEP 1.0 ON n1 CANCELLED AT 2026-11-23T07:28:19 ***',
    'srun: error: n1: task 0: Exited with exit code 85',
  ].join('\n');
  expect(srunEnd(85, said)).toEqual({ state: 'CANCELLED', code: '85:0' });
});
