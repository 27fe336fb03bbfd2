import {
  firstAttempt,
  type RecordedExperiment,
  type RunStatus,
  resumeAttempt,
  wantedAttempt,
} from '@mrunner/core';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import type { Takes } from './launch-events.ts';

/** Which attempt of a run is to be started; null for none. */
export type AttemptFinder = (status: RunStatus, recorded: RecordedExperiment) => number | null;

/** Finds the attempts that a launch starts. */
export function attemptFinder({ record }: Sweep, takes: Takes): AttemptFinder {
  switch (takes) {
    case 'planned':
      return firstAttempt;
    case 'wanted':
      return wantedAttempt;
    case 'nothing':
      return () => null;
    case 'resume': {
      const contexts = new Map(record.contexts.map((context) => [context.name, context]));
      return (status, { context }) =>
        resumeAttempt(status, { onLost: contexts.get(context)?.onLost ?? 'ask' });
    }
  }
}
