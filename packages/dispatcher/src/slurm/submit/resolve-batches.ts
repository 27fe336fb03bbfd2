import { type BatchStatus, parseSqueue, squeueWords, type TaskLine } from '@mrunner/core';
import {
  type BatchOutcome,
  type KnownOutcome,
  recordOutcome,
} from '../../cluster/submit/batch-outcome.ts';
import type { SubmitPace } from '../../cluster/submit/submit-events.ts';
import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import type { DoneProgram, Place, PlaceAnswer } from '../../place/place.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import { batchFiles } from '../../task/work-files.ts';
import { outcomeOf } from './batch-outcomes.ts';
import { giveUpProgram, lookupProgram, parseBegunState } from './lookup-program.ts';

/** A lookup of batches of which nobody knows whether the scheduler has them. */
export interface Lookup {
  readonly place: Place;
  readonly work: string;
  readonly events: EventLog;
  readonly pace: SubmitPace;
  /** Ends waiting; what is found out so far is the answer. */
  readonly signal?: AbortSignal;
}

/** What was found out; batches that are missing are unresolved still. */
export interface Resolved {
  readonly outcomes: ReadonlyMap<string, KnownOutcome>;
  /** Why the cluster could not be asked. */
  readonly trouble?: Exclude<PlaceAnswer, { kind: 'done' }>;
}

/**
 * Finds out what became of batches, and records it: by the answer that was kept there, by whoever owns a batch, by the
 * scheduler's queue. A batch of which nothing is to be found is given up only when its call of sbatch is long over and the
 * scheduler answers, and in such a way that a job which turns up later does nothing.
 */
export async function resolveBatches(
  host: Host,
  batches: readonly Pick<BatchStatus, 'token'>[],
  lookup: Lookup,
): Promise<Resolved> {
  const { place, events, pace, signal } = lookup;
  const outcomes = new Map<string, KnownOutcome>();
  const note = (token: string, outcome: BatchOutcome): void => {
    if (outcome.kind === 'unresolved') return;
    outcomes.set(token, outcome);
    recordOutcome(host, events, token, outcome);
  };
  const since = host.clock.elapsed();
  for (;;) {
    const open = batches.map(({ token }) => token).filter((token) => !outcomes.has(token));
    if (open.length === 0) break;
    const program = lookupProgram(lookup.work, open, squeueWords(open));
    const answer = await place.run(program);
    if (answer.kind !== 'done') return { outcomes, trouble: answer };
    const queue = answer.code === 0 ? parseSqueue(text(answer, 'queue')) : undefined;
    const waited = host.clock.elapsed() - since;
    const found = readLookup(open, answer, { queue, waited, patience: pace.patience });
    for (const [token, outcome] of found.outcomes) note(token, outcome);
    if (found.overdue.length > 0) {
      const given = await place.run(giveUpProgram(lookup.work, found.overdue));
      if (given.kind !== 'done') return { outcomes, trouble: given };
      if (given.code === 0) {
        for (const token of found.overdue) note(token, givenUp(given.parts.get(token)));
      }
    }
    events.sync();
    if (outcomes.size === batches.length || signal?.aborted) break;
    if (queue === undefined && waited >= pace.patience) {
      return { outcomes, trouble: { kind: 'lost', text: noQueue(answer) } };
    }
    await pause(host, pace.lookup, signal);
  }
  return { outcomes };
}

/** What the scheduler has, unless it gave no answer; and for how long one was waited for, in milliseconds. */
interface Waiting {
  readonly queue: readonly TaskLine[] | undefined;
  readonly waited: number;
  readonly patience: number;
}

const text = ({ parts }: DoneProgram, name: string): string => parts.get(name)?.toString() ?? '';

const noQueue = ({ stderr }: DoneProgram): string =>
  stderr.trim() === '' ? 'squeue gave no whole answer' : stderr.trim();

/** What one lookup tells, and which batches it is time to give up. */
function readLookup(
  tokens: readonly string[],
  answer: DoneProgram,
  { queue, waited, patience }: Waiting,
): { outcomes: Map<string, BatchOutcome>; overdue: string[] } {
  const outcomes = new Map<string, BatchOutcome>();
  const overdue: string[] = [];
  for (const token of tokens) {
    const state = parseBegunState(text(answer, token));
    const job = queue?.find((line) => line.token === token)?.job;
    if (state.kind === 'free') {
      const free = { kind: 'unsubmitted', why: 'lost', text: 'sbatch was not called' } as const;
      // What tells of its submission may have been removed.
      outcomes.set(token, job === undefined ? free : { kind: 'submitted', job });
      continue;
    }
    if (state.kind === 'unknown') continue;
    const owner = text(answer, `${token}.${batchFiles.owner}`).trim();
    const kept = outcomeOf(
      text(answer, `${token}.${batchFiles.answer}`),
      text(answer, `${token}.err`),
    );
    if (owner !== '') outcomes.set(token, { kind: 'submitted', job: owner });
    else if (kept.kind !== 'unresolved') outcomes.set(token, kept);
    else if (job !== undefined) outcomes.set(token, { kind: 'submitted', job });
    else {
      const age = Math.max(waited, (state.age ?? 0) * 1000);
      if (queue !== undefined && age >= patience && state.shell !== 'alive') overdue.push(token);
    }
  }
  return { outcomes, overdue };
}

function givenUp(owner: Uint8Array | undefined): BatchOutcome {
  const job = owner === undefined ? '' : Buffer.from(owner).toString().trim();
  if (job !== '') return { kind: 'submitted', job };
  return {
    kind: 'unsubmitted',
    why: 'lost',
    text: 'sbatch gave no clear answer, and the scheduler has no such job',
  };
}
