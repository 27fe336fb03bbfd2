import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import { accountWords } from './account-words.ts';
import { resourceWords } from './resource-words.ts';
import { slurmSettings } from './slurm-settings.ts';

/** What a call of srun is made of: one run, started as soon as there is room. */
export interface SrunCall {
  /** Name of the job, or of the step. */
  readonly token: string;
  /** Of the run. */
  readonly resources: Resources;
  readonly context: Pick<Context, 'slurm'>;
  /** Starts a step in an allocation that is there, which says where and how long; absent: asks for one of its own. */
  readonly allocation?: Allocation;
}

/** The allocation that mrun itself was typed in. */
export interface Allocation {
  /** Number of its job. */
  readonly job: string;
  /** Whether mrun is in a step of it that holds its processors: then steps must share them. */
  readonly isHeld: boolean;
}

/** Variables of the calling shell that a run starts with, as a batch job gets them from a login. */
const passedOn = 'HOME,USER,LOGNAME,SHELL,PATH,LANG,MODULEPATH,MODULESHOME,BASH_ENV';

/** The words of a call of srun, with `srun` and without the command that it starts. */
export function srunWords({ token, resources, context, allocation }: SrunCall): readonly string[] {
  const settings = slurmSettings(context);
  const { time: _, partition: __, constraint: ___, ...ofStep } = resources;
  return [
    'srun',
    `--job-name=${token}`,
    '--input=none',
    '--unbuffered',
    '--kill-on-bad-exit=1',
    `--export=${passedOn}`,
    ...(allocation === undefined
      ? [...accountWords(settings), ...resourceWords(resources), ...settings.sbatchOptions]
      : [
          `--jobid=${allocation.job}`,
          allocation.isHeld ? '--overlap' : '--exact',
          ...(ofStep.ntasks === undefined ? ['--ntasks=1'] : []),
          ...resourceWords(ofStep),
        ]),
  ];
}

/** The allocation that a process is in, by its environment. */
export function allocationOf(env: {
  readonly [name: string]: string | undefined;
}): Allocation | undefined {
  const job = env.SLURM_JOB_ID;
  if (job === undefined || !/^\d+$/.test(job)) return undefined;
  const step = Number(env.SLURM_STEP_ID ?? Number.NaN);
  // Steps of Slurm's own, such as the shell of salloc, have huge numbers and hold nothing. A batch script has none.
  return { job, isHeld: step < 0xfffffff0 };
}
