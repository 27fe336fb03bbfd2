import { shellQuote, sweepFileNames } from '@mrunner/core';
import type { DoneProgram } from '../../place/place.ts';
import { batchFiles, workFiles } from '../../task/work-files.ts';
import { squeueText } from './ask-scheduler.ts';
import { changedEventsText, type KnownEvents } from './changed-events.ts';

/** What is to be found out in one round trip. */
export interface LookQuestion {
  /** Batches to ask the scheduler about. */
  readonly tokens: readonly string[];
  /** Of a cluster elsewhere: its work directory, and what of its events is here. */
  readonly far?: { readonly work: string; readonly known: KnownEvents };
}

/**
 * The program of a look. The scheduler is asked first: of a task that it calls ended, all records are there when the files are read
 * after that.
 */
export const lookText = ({ tokens, far }: LookQuestion): string =>
  [
    squeueText(tokens),
    ...(far === undefined
      ? []
      : [
          `if cd -- ${shellQuote(far.work)}; then\n${changedEventsText(far.known)}\n${goneText(tokens)}\nelse mrunner_part gone; echo ${everything}; fi`,
        ]),
    ':',
  ].join('\n');

/** What the files of a batch are called together when the work directory, or all records in it, are not there. */
const everything = 'all';

/** Asked after the records were read: then of a batch that is named here none will ever come. */
const goneText = (tokens: readonly string[]): string =>
  [
    'mrunner_part gone-batches',
    `[ -d ${sweepFileNames.events} ] || echo ${everything}`,
    ...tokens.map(
      (token) => `[ -e ${workFiles.batch(token)}/${batchFiles.order} ] || echo ${token}`,
    ),
  ].join('\n');

/** Whether the work directory is not there. */
export const isWorkGone = ({ parts }: DoneProgram): boolean => parts.has('gone');

/** Batches whose files somebody removed: what has not been recorded of them never will be. */
export function goneBatches({ parts }: DoneProgram, tokens: Iterable<string>): ReadonlySet<string> {
  const text = parts.get('gone') ?? parts.get('gone-batches');
  const names = new Set(text?.toString('utf8').split('\n'));
  return new Set([...tokens].filter((token) => names.has(everything) || names.has(token)));
}
