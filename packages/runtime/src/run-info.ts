import { runVariables } from '@mrunner/core/run-files';
import type { Host } from './host.ts';

/** Which run of which sweep a process is. */
export interface RunInfo {
  readonly sweepId: string;
  /** `<sweep id>/<index>`. */
  readonly id: string;
  /** The experiment's position in its spec. */
  readonly index: number;
  /** Counts from 1. */
  readonly attempt: number;
  /** The composite that the run is a member of. */
  readonly composite?: CompositeInfo;
}

export interface CompositeInfo {
  readonly id: string;
  /** The member's name, such as `learner`, or its position. */
  readonly member: string;
  /** The directory that the members share. */
  readonly dir: string;
}

/** Who the process is by its environment; null when mrunner did not start it. */
export const runInfo = (env: Host['env']): RunInfo | null => {
  const id = env[runVariables.runId];
  if (!id) return null;
  const compositeId = env[runVariables.compositeId];
  return {
    sweepId: env[runVariables.sweepId] ?? id.replace(/\/[^/]*$/, ''),
    id,
    index: Number(env[runVariables.runIndex] ?? id.slice(id.lastIndexOf('/') + 1)),
    attempt: attemptOf(env),
    ...(compositeId && {
      composite: {
        id: compositeId,
        member: env[runVariables.compositeMember] ?? '',
        dir: env[runVariables.compositeDir] ?? '',
      },
    }),
  };
};

/** Which attempt the process is; 1 by hand. */
export const attemptOf = (env: Host['env']): number => {
  const attempt = Number(env[runVariables.attempt]);
  return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1;
};
