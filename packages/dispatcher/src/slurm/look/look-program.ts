import { shellQuote } from '@mrunner/core';
import type { DoneProgram } from '../../place/place.ts';
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
          `if cd -- ${shellQuote(far.work)}; then\n${changedEventsText(far.known)}\nelse mrunner_part gone; fi`,
        ]),
    ':',
  ].join('\n');

/** Whether the work directory is not there. */
export const isWorkGone = ({ parts }: DoneProgram): boolean => parts.has('gone');
