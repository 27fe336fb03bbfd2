import type { SweepEvent } from '@mrunner/core';
import type { PodView } from '@mrunner/core/kubernetes';
import type { LivingTask } from '../../cluster/look/scheduler-file.ts';
import type { KnownRecords } from './records-of-tasks.ts';
import type { IsTold } from './told-cancels.ts';

/** What is known besides. */
export interface Known extends KnownRecords {
  /** Whether no pod that is not there yet starts anything of a task. */
  readonly isTold: IsTold;
  /** Batches that wait for canaries. */
  readonly held: ReadonlySet<string>;
}

/** What follows from what a cluster has. */
export interface Judgement {
  readonly events: readonly SweepEvent[];
  readonly living: readonly LivingTask[];
  /** Pods of a task and a life that another pod has already. */
  readonly doubles: readonly PodView[];
  /** Tasks of which Jobs have begun to count anew. */
  readonly recounts: readonly Recount[];
}

/** What workers of a task are to add to what its Job counts. */
export interface Recount {
  readonly token: string;
  readonly task: number;
  /** How many lives there were before. */
  readonly lives: number;
  /** How many of them used up a retry. */
  readonly spent: number;
}

/** The same of one task. */
export interface JudgedTask {
  readonly events: readonly SweepEvent[];
  readonly living?: LivingTask;
  readonly doubles: readonly PodView[];
  readonly recount?: Recount;
}
