import {
  batchToken,
  type Context,
  chunkRuns,
  groupRuns,
  type Packing,
  type PackingLimits,
  packing,
  type Resources,
  type RunToSubmit,
  type SweepOptions,
} from '@mrunner/core';

/** A batch that is to be submitted. */
export interface DraftedBatch {
  readonly token: string;
  readonly context: Context;
  readonly resources: Resources;
  readonly runs: readonly RunToSubmit[];
  readonly packing: Packing;
  readonly tasks: number;
  /** Tasks at a time. */
  readonly throttle?: number;
  /** It waits for the canaries. */
  readonly held: boolean;
}

/** What batches are made of. */
export interface Draft {
  readonly sweepId: string;
  readonly launcher: string;
  /** Number of the first batch. */
  readonly from: number;
  readonly contexts: readonly Context[];
  readonly options: Pick<SweepOptions, 'parallel'>;
  readonly limits: PackingLimits;
  /** How many tasks the scheduler has room for now; undefined: nobody knows. */
  readonly room: number | undefined;
  /** How many runs go first, and the others when they work; 0: all at once. */
  readonly canaries: number;
  readonly runs: readonly RunToSubmit[];
}

/** Batches to submit now, and how many runs must wait for room. */
export interface DraftedBatches {
  readonly batches: readonly DraftedBatch[];
  readonly waiting: number;
}

/** Sorts runs into arrays that fit, as many as there is room for. */
export function draftBatches(draft: Draft): DraftedBatches {
  const { runs, limits, contexts, options } = draft;
  const first = canariesOf(runs, draft.canaries);
  const parts = first === 0 ? [runs] : [runs.slice(0, first), runs.slice(first)];
  let room = draft.room ?? Number.POSITIVE_INFINITY;
  let submitted = 0;
  const batches: Omit<DraftedBatch, 'token'>[] = [];
  for (const [i, part] of parts.entries()) {
    for (const group of groupRuns(part)) {
      const context = contexts.find(({ name }) => name === group.context);
      if (context === undefined) throw new Error(`Internal error: no context ${group.context}`);
      const { resources } = group;
      const held = first > 0 && i > 0;
      const how = packing(
        context,
        { size: group.runs.length, resources },
        options.parallel,
        limits,
      );
      if (how.mode === 'packed') {
        const tasks = Math.min(how.tasks, room);
        if (tasks < 1) continue;
        batches.push({ context, resources, runs: group.runs, packing: how, tasks, held });
        room -= tasks;
        submitted += group.runs.length;
        continue;
      }
      for (const chunk of chunkRuns(group, limits)) {
        const fitting = chunk.length <= room ? chunk : fittingRuns(chunk, room);
        if (fitting.length === 0) break;
        const tasks = fitting.length;
        batches.push({ context, resources, runs: fitting, packing: how, tasks, held });
        room -= tasks;
        submitted += tasks;
        if (fitting.length < chunk.length) break;
      }
    }
  }
  return {
    batches: throttled(batches, options.parallel).map((batch, i) => ({
      ...batch,
      token: batchToken(draft.sweepId, draft.launcher, draft.from + i),
    })),
    waiting: runs.length - submitted,
  };
}

/** The first so many runs, and whole composites. */
export function canariesOf(runs: readonly RunToSubmit[], wanted: number): number {
  if (wanted === 0 || wanted >= runs.length) return 0;
  let count = wanted;
  const composite = runs[count - 1]?.recorded.composite?.first;
  if (composite === undefined) return count;
  while (runs[count]?.recorded.composite?.first === composite) count++;
  return count >= runs.length ? 0 : count;
}

/** So many of the first runs as fit, without tearing a composite; one that is larger than all the room is torn. */
function fittingRuns(runs: readonly RunToSubmit[], room: number): readonly RunToSubmit[] {
  let count = Math.max(0, Math.min(runs.length, room));
  const next = runs[count]?.recorded.composite?.first;
  if (next === undefined) return runs.slice(0, count);
  let whole = count;
  while (whole > 0 && runs[whole - 1]?.recorded.composite?.first === next) whole--;
  if (whole > 0 || runs[0]?.recorded.composite?.first !== next) count = whole;
  return runs.slice(0, count);
}

/** Shares so many runs at a time among plain arrays by their sizes, at least one each. Packs have their number of tasks instead. */
export function throttled(
  batches: readonly Omit<DraftedBatch, 'token'>[],
  parallel: SweepOptions['parallel'],
): readonly Omit<DraftedBatch, 'token'>[] {
  const plain = batches.filter(({ packing: { mode } }) => mode === 'plain');
  const total = plain.reduce((sum, { tasks }) => sum + tasks, 0);
  if (parallel === 'auto' || total <= parallel) return batches;
  let left = parallel;
  let tasksLeft = total;
  return batches.map((batch) => {
    if (batch.packing.mode !== 'plain') return batch;
    const share = Math.max(1, Math.round((left * batch.tasks) / tasksLeft));
    left = Math.max(0, left - share);
    tasksLeft -= batch.tasks;
    return share < batch.tasks ? { ...batch, throttle: share } : batch;
  });
}
