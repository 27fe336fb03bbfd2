import type { RecordedExperiment, RunState, RunStatus } from '@mrunner/core';

/** A run that is to be started, and as which attempt. */
export interface QueuedRun {
  readonly recorded: RecordedExperiment;
  readonly attempt: number;
  /** What is known of it so far. */
  readonly status: RunStatus;
  /** The state that the sweep's counts have it in while it waits. */
  readonly countedAs: RunState;
  /** How many attempts in a row were made because a launcher tries again by itself. */
  readonly tries: number;
  /** Whether another attempt is to follow an end, besides those that `retries` wants. */
  readonly goesOn?: (status: RunStatus) => boolean;
}

/** Runs that start together: one, or the members of a composite. */
export type RunGroup = readonly QueuedRun[];

/** What is still to be started, in order. Experiments are read when their turn comes. */
export interface RunQueue {
  /** The next groups, at most so many; they stay the same until they are taken. */
  readonly next: (groups: number) => readonly RunGroup[];
  /** Takes the first one. */
  readonly take: () => void;
  /** Puts a run in front: its next attempt. */
  readonly putInFront: (run: QueuedRun) => void;
  /** Adds runs behind all others. */
  readonly putLast: (runs: readonly QueuedRun[]) => void;
  /** Takes those out that were put in front. */
  readonly takeOut: (isTaken: (run: QueuedRun) => boolean) => readonly QueuedRun[];
  /** Reads no more. */
  readonly close: () => void;
}

/** A queue of the experiments that `queued` gives something for. */
export function runQueue(
  experiments: Iterable<RecordedExperiment>,
  queued: (recorded: RecordedExperiment) => QueuedRun | undefined,
): RunQueue {
  const groups = groupsOf(experiments, queued);
  let last: RunGroup[] = [];
  let front: readonly QueuedRun[] = [];
  const read: RunGroup[] = [];
  return {
    next: (count) => {
      while (front.length + read.length < count) {
        const group = groups.next().value ?? last.shift();
        if (group === undefined) break;
        read.push(group);
      }
      if (front.length === 0) return read.slice(0, count);
      return [...front.map((run) => [run]), ...read].slice(0, count);
    },
    take: () => {
      if (front.length > 0) front = front.slice(1);
      else read.shift();
    },
    putInFront: (run) => {
      front = [...front, run];
    },
    putLast: (runs) => {
      const ofRun = new Map(runs.map((run) => [run.recorded.index, run]));
      const inOrder = runs.map(({ recorded }) => recorded);
      last = [...last, ...groupsOf(inOrder, ({ index }) => ofRun.get(index))];
    },
    takeOut: (isTaken) => {
      const taken = front.filter(isTaken);
      front = front.filter((run) => !isTaken(run));
      return taken;
    },
    close: () => {
      groups.return(undefined);
    },
  };
}

/** Members of a composite follow each other in `experiments.jsonl`. */
function* groupsOf(
  experiments: Iterable<RecordedExperiment>,
  queued: (recorded: RecordedExperiment) => QueuedRun | undefined,
): Generator<RunGroup, undefined> {
  let group: QueuedRun[] = [];
  let composite: number | undefined;
  for (const recorded of experiments) {
    const first = recorded.composite?.first;
    if (group.length > 0 && (first === undefined || first !== composite)) {
      yield group;
      group = [];
    }
    composite = first;
    const run = queued(recorded);
    if (run !== undefined) group.push(run);
  }
  if (group.length > 0) yield group;
  return undefined;
}
