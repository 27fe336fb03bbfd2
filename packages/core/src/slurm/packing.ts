import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import { type ArrayLimits, arraySize } from './group-runs.ts';
import { slurmSettings } from './slurm-settings.ts';

/** How the runs of a group go to tasks. */
export type Packing =
  | { readonly mode: 'plain' }
  | {
      readonly mode: 'packed';
      readonly tasks: number;
      /** Runs side by side in each task. */
      readonly slots: number;
      /** The time limit of a task in seconds, where that is not the one of its runs. */
      readonly time?: number;
    };

/** What bounds how much can be with the scheduler at once. */
export interface PackingLimits extends ArrayLimits {
  /** Tasks that may be submitted in all (MaxSubmitJobs and its kin). */
  readonly submit?: number;
  /** The longest time limit of the partition, in seconds. */
  readonly maxTime?: number;
}

/** At most this many tasks when nobody said how many. */
const autoTasks = 50;
/** More arrays than this are too many for one group. */
const autoArrays = 10;
const shortSeconds = 600;
const fewRuns = 16;
/** Tasks of short runs ask for no more than this. */
const autoSeconds = 4 * 3600;

/**
 * Whether the runs of a group share tasks, and how many tasks they get: `pack` of the context decides; with `auto` short
 * runs do, and those that are more than the scheduler would take at once.
 *
 * @param parallel runs at a time, of the sweep's options
 */
export function packing(
  context: Pick<Context, 'slurm'>,
  group: { readonly size: number; readonly resources: Resources },
  parallel: number | 'auto',
  limits: PackingLimits,
): Packing {
  const { pack } = slurmSettings(context);
  if (pack === 'none') return { mode: 'plain' };
  if (pack !== 'auto') {
    const most = parallel === 'auto' ? pack : Math.min(pack, parallel);
    return packed(Math.min(most, group.size), parallel, group.size);
  }
  if (!isForPacks(group, limits)) return { mode: 'plain' };
  const room = Math.min(limits.submit ?? autoTasks, arraySize(limits), autoTasks);
  const wanted = parallel === 'auto' ? Math.ceil(group.size / 8) : parallel;
  const found = packed(Math.max(Math.min(room, wanted, group.size), 1), parallel, group.size);
  const time = taskTime(group, found.tasks * found.slots, limits);
  return { ...found, ...(time !== undefined && { time }) };
}

function packed(tasks: number, parallel: number | 'auto', size: number) {
  const slots = parallel === 'auto' ? 1 : Math.ceil(Math.min(parallel, size) / tasks);
  return { mode: 'packed', tasks, slots } as const;
}

function isForPacks(
  { size, resources: { time } }: { readonly size: number; readonly resources: Resources },
  limits: PackingLimits,
): boolean {
  if (size > (limits.submit ?? Infinity) || size > autoArrays * arraySize(limits)) return true;
  return time !== undefined && time <= shortSeconds && size > fewRuns;
}

/** Long enough for the runs that come one after another, within reason. */
function taskTime(
  { size, resources: { time } }: { readonly size: number; readonly resources: Resources },
  places: number,
  { maxTime = Infinity }: PackingLimits,
): number | undefined {
  if (time === undefined) return undefined;
  const rounds = Math.ceil(size / places);
  return Math.min(Math.max(Math.min(time * rounds, autoSeconds), time), maxTime);
}
