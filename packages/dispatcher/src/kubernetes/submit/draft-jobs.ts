import {
  batchToken,
  type Context,
  chunkRuns,
  groupRuns,
  packing,
  type RunToSubmit,
  type SweepOptions,
} from '@mrunner/core';
import { kubeSettings, mostMapBytes } from '@mrunner/core/kubernetes';
import {
  canariesOf,
  type DraftedBatch,
  type DraftedBatches,
  throttled,
} from '../../cluster/submit/draft-batches.ts';

/** What batches for Kubernetes are made of. */
export interface JobDraft {
  readonly sweepId: string;
  readonly launcher: string;
  /** Number of the first batch. */
  readonly from: number;
  readonly contexts: readonly Context[];
  readonly options: Pick<SweepOptions, 'parallel'>;
  /** How many runs go first, and the others when they work; 0: all at once. */
  readonly canaries: number;
  readonly runs: readonly RunToSubmit[];
  /** Names the code that a run starts with: those of one batch have the same. */
  readonly codeKey: (run: RunToSubmit) => string;
  /** Bytes that the pack of a batch takes when it is sent. */
  readonly packSize: (batch: DraftedBatch) => number;
}

/** Indexes of a Job: pods that have ended stay until all have. */
const maxIndexes = 1000;
const limits = { maxArraySize: maxIndexes };
/** Room for names beside it. */
const mostPackBytes = mostMapBytes - 1000;

type Unnamed = Omit<DraftedBatch, 'token'>;

/** Sorts runs into Jobs whose packs fit into one ConfigMap each. */
export function draftJobs(draft: JobDraft): DraftedBatches {
  const { runs, options, sweepId, launcher, from } = draft;
  const first = canariesOf(runs, draft.canaries);
  const parts = first === 0 ? [runs] : [runs.slice(0, first), runs.slice(first)];
  const batches = parts.flatMap((part, i) =>
    sameCode(part, draft.codeKey).flatMap((same) =>
      groupRuns(same).flatMap(({ context, resources, runs: group }): readonly Unnamed[] => {
        const own = draft.contexts.find(({ name }) => name === context);
        if (own === undefined) throw new Error(`Internal error: no context ${context}`);
        const { pack } = kubeSettings(own);
        const how = packing(
          { slurm: { pack } },
          { size: group.length, resources },
          options.parallel,
          limits,
        );
        const held = first > 0 && i > 0;
        const base = { context: own, resources, packing: how, held };
        const chunks = how.mode === 'packed' ? [group] : chunkRuns({ runs: group }, limits);
        return chunks
          .flatMap((chunk) => fitting(chunk, base, draft.packSize))
          .map((chunk) => ({ ...base, runs: chunk, tasks: tasksOf(how, chunk, group) }));
      }),
    ),
  );
  return {
    batches: throttled(batches, options.parallel).map((batch, i) => ({
      ...batch,
      token: batchToken(sweepId, launcher, from + i),
    })),
    waiting: 0,
  };
}

/** Packed batches that had to be cut share their pods by their sizes. */
function tasksOf(
  how: DraftedBatch['packing'],
  chunk: readonly RunToSubmit[],
  group: readonly RunToSubmit[],
): number {
  if (how.mode === 'plain') return chunk.length;
  return Math.max(1, Math.round((how.tasks * chunk.length) / group.length));
}

function sameCode(
  runs: readonly RunToSubmit[],
  keyOf: (run: RunToSubmit) => string,
): readonly (readonly RunToSubmit[])[] {
  const groups = new Map<string, RunToSubmit[]>();
  for (const run of runs) {
    const key = keyOf(run);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [run]);
    else known.push(run);
  }
  return [...groups.values()];
}

/** Cuts runs in halves until the pack of each fits; members of a composite stay together as long as they can. */
function fitting(
  runs: readonly RunToSubmit[],
  base: Omit<Unnamed, 'runs' | 'tasks'>,
  sizeOf: (batch: DraftedBatch) => number,
): readonly (readonly RunToSubmit[])[] {
  const batch = { ...base, token: 'mr-draft-draft-0', runs, tasks: runs.length };
  if (runs.length < 2 || sizeOf(batch) <= mostPackBytes) return [runs];
  let half = Math.ceil(runs.length / 2);
  const composite = runs[half]?.recorded.composite?.first;
  while (
    composite !== undefined &&
    half > 1 &&
    runs[half - 1]?.recorded.composite?.first === composite
  )
    half--;
  return [
    ...fitting(runs.slice(0, half), base, sizeOf),
    ...fitting(runs.slice(half), base, sizeOf),
  ];
}
