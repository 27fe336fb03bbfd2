import { expect, test } from 'vitest';
import { allocationOf, srunWords } from './srun-words.ts';

const context = {
  slurm: { account: 'grant', qos: 'fast', sbatch_options: ['--mail-type=END'] },
} as const;
const resources = { cpu: 4, mem: 2048, time: 5400, partition: 'gpu', gpu: { count: 1 } };

test('a run of its own asks for what a batch would, by name and without an array', () => {
  expect(srunWords({ token: 'mr-brave-otter-abcde-0', resources, context })).toEqual([
    'srun',
    '--job-name=mr-brave-otter-abcde-0',
    '--input=none',
    '--unbuffered',
    '--kill-on-bad-exit=1',
    '--export=HOME,USER,LOGNAME,SHELL,PATH,LANG,MODULEPATH,MODULESHOME,BASH_ENV',
    '--account=grant',
    '--qos=fast',
    '--partition=gpu',
    '--time=1:30:00',
    '--cpus-per-task=4',
    '--mem=2048M',
    '--gres=gpu:1',
    '--mail-type=END',
  ]);
});

test('in an allocation it is a step, which neither asks who pays nor where', () => {
  const allocation = { job: '7', isHeld: false };
  const words = srunWords({ token: 'mr-x-abcde-0', resources, context, allocation });
  expect(words.slice(6)).toEqual([
    '--jobid=7',
    '--exact',
    '--ntasks=1',
    '--cpus-per-task=4',
    '--mem=2048M',
    '--gres=gpu:1',
  ]);
});

test('an allocation is known by the environment, and whether a step holds its processors', () => {
  expect(allocationOf({})).toBe(undefined);
  expect(allocationOf({ SLURM_JOB_ID: '12' })).toEqual({ job: '12', isHeld: false });
  expect(allocationOf({ SLURM_JOB_ID: '12', SLURM_STEP_ID: '0' })).toEqual({
    job: '12',
    isHeld: true,
  });
  // The shell of salloc, with use_interactive_step.
  const interactive = { SLURM_JOB_ID: '12', SLURM_STEP_ID: '4294967290' };
  expect(allocationOf(interactive)).toEqual({ job: '12', isHeld: false });
});
