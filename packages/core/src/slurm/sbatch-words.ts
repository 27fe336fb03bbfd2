import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import { accountWords } from './account-words.ts';
import { resourceWords } from './resource-words.ts';
import { type SlurmSettings, slurmSettings } from './slurm-settings.ts';

/** What a call of sbatch is made of. */
export interface SbatchCall {
  readonly token: string;
  /** How many tasks. */
  readonly count: number;
  /** How many of them at a time; absent: as many as the scheduler likes. */
  readonly throttle?: number;
  /** Of one run. */
  readonly resources: Resources;
  readonly context: Pick<Context, 'slurm' | 'warnBefore'>;
  /** The work directory. */
  readonly work: string;
  /** Path of the worker's script; absent: sbatch reads one from its stdin (for `testOnly`, before there is any). */
  readonly script?: string;
  /** Whether the scheduler may start a task again by itself. */
  readonly requeue: boolean;
  /** Held back until somebody releases it. */
  readonly hold?: boolean;
  /** Runs side by side in a task. Default: 1. */
  readonly slots?: number;
  /** Time limit of a task in seconds, in place of that of a run. */
  readonly time?: number;
  /** Seconds before the time limit at which a task is warned. Default: the context's `warn_before`, and a minute. */
  readonly signalLead?: number;
  /** Only asks whether the scheduler would take it. */
  readonly testOnly?: boolean;
}

/** Slurm may signal that much earlier than it was told. */
const signalSlack = 60;
/** Slurm keeps the lead in 16 bits. */
const longestLead = 65_535;

/** The words of a call of sbatch, with `sbatch`. Its last word tells the script which batch it is of. */
export function sbatchWords(call: SbatchCall): readonly string[] {
  const { token, count, throttle, script, context, slots = 1 } = call;
  const settings = slurmSettings(context);
  const resources =
    call.time === undefined ? call.resources : { ...call.resources, time: call.time };
  const lead = signalLead(call, resources.time);
  return [
    'sbatch',
    '--parsable',
    `--job-name=${token}`,
    `--array=0-${count - 1}${throttle === undefined ? '' : `%${throttle}`}`,
    `--output=${outputPattern(settings, call.work)}`,
    `--chdir=${call.work}`,
    '--open-mode=append',
    '--export=NONE',
    call.requeue ? '--requeue' : '--no-requeue',
    ...(call.hold ? ['--hold'] : []),
    ...(call.testOnly ? ['--test-only'] : []),
    ...(lead === undefined ? [] : [`--signal=B:USR1@${lead}`]),
    ...accountWords(settings),
    ...resourceWords(resources, slots),
    ...settings.sbatchOptions,
    ...(script === undefined ? [] : [script, token]),
  ];
}

/** No more than half of the time, or a short job would be warned at its start. */
function signalLead(
  { context, signalLead }: SbatchCall,
  time: number | undefined,
): number | undefined {
  const { warnBefore } = context;
  const wanted = signalLead ?? (warnBefore ? warnBefore + signalSlack : undefined);
  if (wanted === undefined) return undefined;
  return Math.min(wanted, longestLead, Math.floor((time ?? Infinity) / 2));
}

/** Where Slurm's own output of the tasks of a sweep goes. A path with Slurm's `%` in it is the user's own pattern. */
function outputPattern({ logOutputPath }: SlurmSettings, work: string): string {
  if (logOutputPath?.includes('%')) return logOutputPath;
  return `${logOutputPath?.replace(/\/+$/, '') ?? `${work}/batches/out`}/%A_%a.out`;
}

/** The directory that Slurm's own output goes to. It must exist before a job starts: else the job fails without a word. */
export function outputDirectory(context: Pick<Context, 'slurm'>, work: string): string {
  const pattern = outputPattern(slurmSettings(context), work);
  return pattern.slice(0, pattern.lastIndexOf('/')) || '/';
}
