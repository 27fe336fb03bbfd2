import type { ReasonKind } from '../contexts/context.ts';

/**
 * Intent, before anything of it is sent: these attempts go to a cluster as one array. Nobody else takes them until it is
 * certain that the scheduler never got it, or that their tasks are over.
 */
export interface BatchEvent {
  readonly event: 'batch';
  readonly time: number;
  /** Name of the job (`batchToken`), made by the launcher whose file this stands in. */
  readonly token: string;
  readonly context: string;
  /** Run and attempt. Plain: element k is for task k. Packed: any task takes any of them. */
  readonly runs: readonly (readonly [run: number, attempt: number])[];
  /** How many tasks the array has, from 0 on. */
  readonly tasks: number;
  readonly packed?: true;
  /** The scheduler holds it back until the canaries of the sweep are well. */
  readonly held?: true;
}

/** The scheduler's answer to a batch. */
export interface SubmittedEvent {
  readonly event: 'submitted';
  readonly time: number;
  readonly token: string;
  /** Id of the array. */
  readonly job: string;
  /** The cluster that it went to, where the scheduler names one (`sbatch --parsable` in a federation). */
  readonly cluster?: string;
}

/** It is certain that nothing of a batch is submitted, or ever will be: its attempts are free again. */
export interface UnsubmittedEvent {
  readonly event: 'unsubmitted';
  readonly time: number;
  readonly token: string;
  /** `full`: no room now; `refused`: it can't be; `lost`: the scheduler never heard of it. */
  readonly why: 'full' | 'refused' | 'lost';
  /** The scheduler's words. */
  readonly text: string;
}

/** What the scheduler says of an ended task, beyond what the task recorded itself. */
export interface JobEndedEvent {
  readonly event: 'job-ended';
  readonly time: number;
  /** `taskSlot` of the task, with how often it had been restarted. */
  readonly slot: string;
  /** The scheduler's word (`TIMEOUT`, `NODE_FAIL`; `OOMKilled`), or `VANISHED` when it knows nothing of it for long. */
  readonly state: string;
  /** Exit code and signal as Slurm writes them: `0:53`. */
  readonly code?: string;
  /**
   * What the word means, where who recorded it knew that (Kubernetes); else Slurm's table of words does. `done`: it ended by
   * itself with code 0, which says nothing of its runs.
   */
  readonly kind?: ReasonKind | 'done';
  /** Who cancelled it, where that is known. */
  readonly by?: string;
  /** Further words for people. */
  readonly text?: string;
  /** The scheduler starts the task again. */
  readonly again?: true;
}
