import type { Condition, ObjectMeta } from './metadata.ts';
import type { PodTemplate } from './pod.ts';

/** A Job (`batch/v1`), as far as mrunner writes or reads it. */
export interface Job {
  readonly apiVersion?: 'batch/v1';
  readonly kind?: 'Job';
  readonly metadata: ObjectMeta;
  readonly spec: JobSpec;
  readonly status?: JobStatus;
}

export interface JobSpec {
  readonly completionMode?: 'Indexed';
  readonly completions?: number;
  readonly parallelism?: number;
  readonly suspend?: boolean;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly podReplacementPolicy?: 'Failed';
  readonly podFailurePolicy?: { readonly rules: readonly PodFailureRule[] };
  readonly ttlSecondsAfterFinished?: number;
  readonly template: PodTemplate;
}

/** What the end of a pod means for its index; the first rule that fits counts. */
export interface PodFailureRule {
  readonly action: 'Ignore' | 'FailIndex';
  readonly onPodConditions?: readonly { readonly type: string; readonly status: string }[];
  readonly onExitCodes?: {
    readonly containerName: string;
    readonly operator: 'In' | 'NotIn';
    readonly values: readonly number[];
  };
}

export interface JobStatus {
  readonly active?: number;
  readonly ready?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  /** Ranges: `1,3-5`. */
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  readonly conditions?: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
}
