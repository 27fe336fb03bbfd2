import { type Context, shellQuote } from '@mrunner/core';
import {
  exportContext,
  setUpLines,
  type WorkerSetUp,
  workerHead,
  workerText,
} from '../../pack/pack-program.ts';
import { attemptFunctions, attemptHooks } from '../../task/attempt-functions.ts';
import { emptyOrder } from '../../task/batch-order.ts';
import { claimFunctions } from '../../task/claim-functions.ts';
import { earlierFunctions } from '../../task/earlier-functions.ts';
import { limitFunctions } from '../../task/limit-functions.ts';
import { onceFunctions } from '../../task/once-functions.ts';
import { lockOf, stepsInTurn } from '../../task/steps-in-turn.ts';
import { sweepFunctions } from '../../task/sweep-functions.ts';
import { taskTraps, toldFunctions } from '../../task/told-functions.ts';
import { workFiles } from '../../task/work-files.ts';
import { backgroundProbe } from '../../worker-program/background-functions.ts';
import { batchFunctions } from './batch-functions.ts';
import { environmentFunctions, type TaskEnvironment } from './environment-functions.ts';
import { recallFunctions } from './recall-functions.ts';

/** What the worker of a context on a cluster is made for. All paths are those of the cluster. */
export interface SlurmWorkerSetting extends Omit<WorkerSetUp, 'setUp'> {
  /** The work directory of the sweep: it must have `events/`, and its batches. */
  readonly work: string;
  readonly context: Context;
  /** Seconds between TERM and KILL of a run: at least two fewer than the cluster's KillWait, or no end is recorded. */
  readonly grace: number;
  /** Seconds between looks at what others say of a task; absent: 2 for packed ones, 15 for others. */
  readonly pace?: number;
  /** Has one task record in what environment its runs are. */
  readonly environment?: TaskEnvironment;
}

/**
 * The program of the array tasks of a sweep in one context, for `sbatch … FILE TOKEN`; TASK behind it stands for
 * SLURM_ARRAY_TASK_ID where there is no array. Everything else it reads from the batch's directory: its order, and the
 * records of its pack.
 *
 * It makes sure that no other array has the batch, does the set-up, and starts its record, or claims one record after
 * another (several side by side where the order says so). Each slot writes a file of its own in `events/`, which also says
 * what else it knew: that it was `asked` or warned, `ended` and `again` of attempts that are followed by another one here.
 * USR1 is the warning before the time limit. Started again by Slurm (SLURM_RESTART_COUNT) it goes on where it was.
 *
 * A plain task exits with the code of its run; a packed one with 0, or with one of `workerExitCodes`.
 */
export const slurmWorker = (setting: SlurmWorkerSetting): string => {
  const { context, work, grace, pace, environment } = setting;
  return workerText(firstLine(context), [
    // The steps of a job are to have what the job has; with `sbatch --export=NONE` they would not.
    'export SLURM_EXPORT_ENV=ALL',
    ...workerHead({ home: work, context: context.name, grace }, taskTraps),
    `mrunner_batches=${shellQuote(`${work}/${workFiles.batches}`)}`,
    `mrunner_failures=${shellQuote(`${work}/${workFiles.failures}`)} mrunner_canaries=${shellQuote(`${work}/${workFiles.canaries}`)}`,
    emptyOrder,
    `${ownVariables.map((name) => `mrunner_${name}=`).join(' ')} mrunner_longest=0 mrunner_nudges=0 mrunner_pace=${pace ?? ''} mrunner_given_pace=${pace ?? ''}`,
    batchFunctions,
    limitFunctions,
    toldFunctions,
    recallFunctions,
    sweepFunctions,
    earlierFunctions,
    attemptHooks,
    attemptFunctions,
    claimFunctions,
    onceFunctions,
    ...(environment === undefined ? [] : [environmentFunctions(work, context.name, environment)]),
    // What it prints for a launcher nobody reads here.
    'exec >/dev/null',
    'mrunner_enter "$@"',
    'mrunner_begin',
    oldNames,
    ...exportContext(context.setup.env),
    ...setUpLines({ ...setting, setUp: setUpOf(context, work) }, taskTraps),
    backgroundProbe,
    ...(environment === undefined
      ? ['mrunner_work']
      : ['mrunner_record_environment', 'mrunner_work', 'mrunner_await_environment']),
    'mrunner_leave',
  ]);
};

/** By which old scripts on PLGrid find the cluster, where the context does not say who and where it is. */
const oldNames = `export PLGRID_USERNAME="\${SLURM_JOB_USER:-\${USER:-$(command id -un)}}" PLGRID_HOST="\${SLURM_SUBMIT_HOST:-$(command uname -n)}"`;

const ownVariables =
  'children wants_requeue stopped replaced rang clocks known started_some kind since_when'.split(
    ' ',
  );

/** A shell that the context names; what is none of POSIX's can't read the program. */
function firstLine({ slurm: { shebang } }: Context): string {
  const given = typeof shebang === 'string' ? shebang.trim() : '';
  return /^#!\s*\S*\/(env\s+)?(ba|da|k|a)?sh(\s|$)/.test(given) ? given : '#!/bin/sh';
}

/** Everybody sees the disk. */
const setUpOf = (context: Context, work: string): readonly string[] =>
  stepsInTurn(context, lockOf(context, `${work}/${workFiles.batches}/set-up`));
