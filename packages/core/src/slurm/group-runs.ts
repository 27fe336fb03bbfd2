import type { Resources } from '../experiments/experiment.ts';
import type { RecordedExperiment } from '../sweep/sweep-record.ts';

/** An attempt to be submitted. */
export interface RunToSubmit {
  readonly recorded: RecordedExperiment;
  readonly attempt: number;
  /** What it asks for (`PlannedRun.resources`). */
  readonly resources: Resources;
  /** Name of its context. */
  readonly context: string;
}

/** Attempts that can share an array: all ask for the same, in one context. */
export interface RunGroup {
  readonly context: string;
  readonly resources: Resources;
  readonly runs: readonly RunToSubmit[];
}

/** Sorts attempts into groups that can share an array. Groups and runs keep their order, so members of a composite stay together. */
export function groupRuns(runs: Iterable<RunToSubmit>): readonly RunGroup[] {
  const groups = new Map<string, { context: string; resources: Resources; runs: RunToSubmit[] }>();
  for (const run of runs) {
    const key = JSON.stringify([run.context, resourcesKey(run.resources)]);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, { context: run.context, resources: run.resources, runs: [run] });
    } else known.runs.push(run);
  }
  return [...groups.values()];
}

const resourcesKey = ({ gpu, ...rest }: Resources): unknown => [
  Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
  gpu && [gpu.count, gpu.type],
];

/** What bounds the size of an array. */
export interface ArrayLimits {
  /** MaxArraySize: one above the highest index. */
  readonly maxArraySize: number;
  /** `max_array_tasks` of SchedulerParameters. */
  readonly maxArrayTasks?: number;
}

/** How many tasks one array may have. */
export const arraySize = ({ maxArraySize, maxArrayTasks = Infinity }: ArrayLimits): number =>
  Math.max(Math.min(maxArraySize, maxArrayTasks), 1);

/**
 * Cuts the runs of a group into arrays that fit. The members of a composite stay in one, unless there are more of them
 * than an array can have.
 */
export function chunkRuns(
  { runs }: Pick<RunGroup, 'runs'>,
  limits: ArrayLimits,
): readonly (readonly RunToSubmit[])[] {
  const size = arraySize(limits);
  const chunks: RunToSubmit[][] = [];
  let current: RunToSubmit[] = [];
  for (const unit of unitsOf(runs)) {
    if (current.length > 0 && current.length + unit.length > size) {
      chunks.push(current);
      current = [];
    }
    current.push(...unit);
    while (current.length > size) chunks.push(current.splice(0, size));
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}

/** Runs one by one, members of a composite together. */
function* unitsOf(runs: readonly RunToSubmit[]): Generator<readonly RunToSubmit[]> {
  let unit: RunToSubmit[] = [];
  for (const run of runs) {
    const composite = run.recorded.composite?.first;
    const [first] = unit;
    if (
      first !== undefined &&
      (composite === undefined || first.recorded.composite?.first !== composite)
    ) {
      yield unit;
      unit = [];
    }
    unit.push(run);
  }
  if (unit.length > 0) yield unit;
}
