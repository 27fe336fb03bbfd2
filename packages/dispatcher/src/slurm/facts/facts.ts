import type { Association, ClusterConfig, Partition, QosLimit } from '@mrunner/core';

/** What is known of a cluster, besides its jobs. */
export interface ClusterFacts extends ClusterConfig {
  /** When it was asked, in milliseconds since the epoch, by the clock here. */
  readonly asOf: number;
  /** How far the clock there is ahead of the one here, in seconds. */
  readonly clockAhead: number;
  readonly user: string;
  /** The user's home directory there. */
  readonly home: string;
  /** Name of the machine that was asked. */
  readonly host: string;
  readonly partitions: readonly Partition[];
  /** None where accounting limits nobody, or does not say. */
  readonly associations: readonly Association[];
  readonly qos: readonly QosLimit[];
}
