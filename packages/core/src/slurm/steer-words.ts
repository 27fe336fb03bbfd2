import { taskRanges } from './task-ranges.ts';

/** An array, or some of its tasks. */
export interface JobTasks {
  readonly job: string;
  /** Absent: all of them. */
  readonly tasks?: readonly number[];
  readonly cluster?: string;
}

/** At most this many ids in one call. */
const idsPerCall = 100;

/** Calls of scancel that end these and nothing else. */
export const scancelCalls = (targets: readonly JobTasks[]): readonly (readonly string[])[] =>
  callsFor(targets, (cluster, ids) => [
    'scancel',
    ...(cluster === undefined ? [] : [`--clusters=${cluster}`]),
    ...ids,
  ]);

/** Calls of scontrol that hold back what has not started, or release it, or start it again. */
export const scontrolCalls = (
  verb: 'hold' | 'release' | 'requeue',
  targets: readonly JobTasks[],
): readonly (readonly string[])[] =>
  callsFor(targets, (cluster, ids) => [
    'scontrol',
    ...(cluster === undefined ? [] : [`--clusters=${cluster}`]),
    verb,
    ids.join(','),
  ]);

/** Changes how many tasks of an array run at a time; 0: as many as the scheduler likes. */
export const throttleWords = ({ job, cluster }: JobTasks, tasks: number): readonly string[] => [
  'scontrol',
  ...(cluster === undefined ? [] : [`--clusters=${cluster}`]),
  'update',
  `JobId=${job}`,
  `ArrayTaskThrottle=${tasks}`,
];

function callsFor(
  targets: readonly JobTasks[],
  words: (cluster: string | undefined, ids: readonly string[]) => readonly string[],
): readonly (readonly string[])[] {
  const byCluster = Map.groupBy(targets, ({ cluster }) => cluster);
  return [...byCluster].flatMap(([cluster, mine]) => {
    const ids = mine.flatMap(idsOf);
    const calls = Array.from({ length: Math.ceil(ids.length / idsPerCall) }, (_, i) =>
      ids.slice(i * idsPerCall, (i + 1) * idsPerCall),
    );
    return calls.map((some) => words(cluster, some));
  });
}

/** Ranges in one id are few, so that no id gets too long either. */
function idsOf({ job, tasks }: JobTasks): readonly string[] {
  if (tasks === undefined) return [job];
  const ranges = taskRanges(tasks)
    .split(',')
    .filter((range) => range !== '');
  const pieces = Array.from({ length: Math.ceil(ranges.length / idsPerCall) }, (_, i) =>
    ranges.slice(i * idsPerCall, (i + 1) * idsPerCall),
  );
  return pieces.map((some) => `${job}_[${some.join(',')}]`);
}
