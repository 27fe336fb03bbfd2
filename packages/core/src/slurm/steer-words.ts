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
  callsFor(targets, (cluster, ids) => ['scancel', ...clusterWords(cluster), ...ids]);

/**
 * Cancels everything of a batch, whatever ids it got. A call with a name gets no ids: with both, scancel (22.05) takes all
 * tasks of an array that wait, whichever were named.
 */
export const cancelBatchWords = ({ token, cluster }: NamedBatch): readonly string[] => [
  'scancel',
  ...clusterWords(cluster),
  `--name=${token}`,
];

/** Asks which arrays there are under some tokens: lines of `token|id`, below `arraysTitles`. */
export const arraysWords = (tokens: readonly string[], cluster?: string): readonly string[] => [
  'squeue',
  ...clusterWords(cluster),
  '--me',
  '--states=all',
  `--name=${tokens.join(',')}`,
  '--format=%j|%F',
];

/** The first line of that answer: one without it is no answer. */
export const arraysTitles = 'NAME|ARRAY_JOB_ID';

/** Keeps what waits of a batch from starting, or takes that back. */
export const paceWords = (
  verb: 'hold' | 'release',
  { token, cluster }: NamedBatch,
): readonly string[] => ['scontrol', ...clusterWords(cluster), verb, `jobname=${token}`];

/** Changes how many tasks of a batch run at a time; 0: as many as the scheduler likes. */
export const throttleWords = (
  { token, cluster }: NamedBatch,
  tasks: number | string,
): readonly string[] => [
  'scontrol',
  ...clusterWords(cluster),
  'update',
  `JobName=${token}`,
  `ArrayTaskThrottle=${tasks}`,
];

/** A batch by its token, which is the name of its job and of nothing else. */
export interface NamedBatch {
  readonly token: string;
  readonly cluster?: string;
}

const clusterWords = (cluster: string | undefined): readonly string[] =>
  cluster === undefined ? [] : [`--clusters=${cluster}`];

/** What commands like these complain about although nothing is wrong: that tasks had ended, or others had not. */
const harmless =
  /already (?:finished|completing|completed)|No error$|Invalid job id|no longer pending/i;

/** That Slurm did not answer: the same call may work later. */
const silent =
  /unable to contact|timed out|connect failure|connection|unexpected message|temporarily/i;

/** What the complaints of such commands say: `silent` when Slurm did not answer, `refused` when it does not want to. */
export function steeringTrouble(
  complaints: string,
): { readonly kind: 'silent' | 'refused'; readonly text: string } | undefined {
  const lines = complaints.split('\n').map((line) => line.trim());
  const troubles = lines.filter((line) => line !== '' && !harmless.test(line));
  const unanswered = troubles.find((line) => silent.test(line));
  if (unanswered !== undefined) return { kind: 'silent', text: unanswered };
  const [refusal] = troubles;
  return refusal === undefined ? undefined : { kind: 'refused', text: refusal };
}

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
