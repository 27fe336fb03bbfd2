import type { StateCounts } from '@mrunner/core';
import type { DraftedBatch } from './draft-batches.ts';

/** An array that the scheduler has. */
export interface SubmittedBatch {
  readonly token: string;
  /** Its id. */
  readonly job: string;
  readonly cluster?: string;
  readonly runs: number;
  readonly tasks: number;
  /** It waits for the canaries. */
  readonly held: boolean;
}

/** What a submission came to. */
export interface Submission {
  /** Those that were submitted now, also those of which only the answer was found now. */
  readonly batches: readonly SubmittedBatch[];
  /** Runs that the scheduler has no room for yet, or refuses. */
  readonly waiting: number;
  /** Tokens of batches of which nobody knows yet whether the scheduler has them. */
  readonly unresolved: readonly string[];
  /** Of the whole sweep. */
  readonly counts: StateCounts;
  /** Why the scheduler refuses something, in its words. */
  readonly refused?: string;
  /** Why nothing more could be done: the cluster can't be reached. */
  readonly trouble?: string;
  readonly wantsLogin?: true;
}

/** What a submission tells while it goes on. */
export type SubmitEvent =
  /** These arrays are about to be submitted. */
  | { readonly type: 'submitting'; readonly batches: readonly DraftedBatch[] }
  | { readonly type: 'submitted'; readonly batch: SubmittedBatch }
  /** So many runs wait: the scheduler has no more room, or the canaries are still to be found well. */
  | {
      readonly type: 'waiting';
      readonly runs: number;
      readonly text: string;
      readonly for: 'room' | 'canaries';
    }
  /** sbatch gave no clear answer: its batches are being looked for. */
  | { readonly type: 'looking'; readonly tokens: readonly string[]; readonly text: string }
  /** The code is on its way; with how many files and bytes. */
  | { readonly type: 'sending'; readonly files: number; readonly bytes: number }
  /** The set-up of the code there goes on, which may take long. */
  | { readonly type: 'setting-up'; readonly context: string };

/** How long things are waited for, in milliseconds. */
export interface SubmitPace {
  /** One call of sbatch, which tries for two minutes by itself; then its answer is looked for. */
  readonly sbatch: number;
  /** From a call of sbatch without an answer on, until it is certain that its job would have been found. */
  readonly patience: number;
  /** Between two lookups. */
  readonly lookup: number;
  /** Between two looks for room, where the scheduler had none. */
  readonly room: number;
}

export const usualPace: SubmitPace = {
  sbatch: 200_000,
  patience: 200_000,
  lookup: 5000,
  room: 10_000,
};
