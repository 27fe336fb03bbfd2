import type { SweepOptions } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { LaunchEvent, RunningRun } from '../../launch/launch-events.ts';
import type { RunQueue } from '../../launch/run-queue.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { SrunGround } from './srun-ground.ts';

/** What a launch by srun works with. */
export interface SrunParts {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly ground: SrunGround;
  readonly launcher: string;
  readonly events: EventLog;
  readonly queue: RunQueue;
  readonly options: SweepOptions;
  /** What is known when it begins. */
  readonly first: SweepStatus;
  readonly observe: (event: LaunchEvent) => void;
  /** Hears what runs print. */
  readonly printed: (run: RunningRun, bytes: Uint8Array) => void;
  /** Is called once, when everything is done that this launch will do. */
  readonly idle: () => void;
}
