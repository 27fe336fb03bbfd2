import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import { accountWords } from './account-words.ts';
import { resourceWords } from './resource-words.ts';
import { slurmSettings } from './slurm-settings.ts';

/** What a call of srun is made of: one task of a batch, started at once. */
export interface SrunCall {
  readonly token: string;
  readonly task: number;
  /** Of one run. */
  readonly resources: Resources;
  readonly context: Pick<Context, 'slurm'>;
  /** Path of the worker's script. */
  readonly script: string;
}

/** Variables of the calling shell that a run starts with, as a batch job gets them from a login. */
const passedOn = 'HOME,USER,LOGNAME,SHELL,PATH,LANG,MODULEPATH,MODULESHOME,BASH_ENV';

/** The words of a call of srun, with `srun`. The script is told which batch it is of, and which task. */
export function srunWords({
  token,
  task,
  resources,
  context,
  script,
}: SrunCall): readonly string[] {
  const settings = slurmSettings(context);
  return [
    'srun',
    `--job-name=${token}`,
    '--input=none',
    '--unbuffered',
    '--kill-on-bad-exit=1',
    `--export=${passedOn}`,
    ...accountWords(settings),
    ...resourceWords(resources),
    ...settings.sbatchOptions,
    '/bin/sh',
    script,
    token,
    String(task),
  ];
}
