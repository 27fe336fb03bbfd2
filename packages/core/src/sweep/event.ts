import type { ReasonKind } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';
import type {
  BatchEvent,
  JobEndedEvent,
  SubmittedEvent,
  UnsubmittedEvent,
} from './cluster-event.ts';

/**
 * One line of a file in `events/`. Each file has one writer; there is no order among files, so the fold uses facts
 * ("this attempt ended with code 3"), never the order of lines of different files.
 * `time` is milliseconds since the epoch. The worker is a shell without a clock: its `up` is seconds since the machine's
 * boot, and its first line pairs both clocks, so that the reader can give its lines a `time`.
 */
export type SweepEvent =
  /** A launcher took the sweep. Its slots' names begin with its `id`. */
  | LauncherEvent
  /** Intent, before the worker hears of it: this attempt goes to a slot. */
  | {
      readonly event: 'handed';
      readonly time: number;
      readonly run: number;
      readonly attempt: number;
      readonly slot: string;
      /** The GPUs that it alone may use, by their names. */
      readonly gpus?: readonly string[];
    }
  /** A worker began; first line of its file. */
  | ({
      readonly event: 'worker';
      readonly time: number;
      readonly up?: number;
      /**
       * `<launcher id>-<number>`; a worker that replaces a dead one gets a new number. Of a task on a cluster: `taskSlot`.
       */
      readonly slot: string;
      /** The machine, where the worker's own name of it, `host`, is another: that of a pod. */
      readonly node?: string;
    } & ProcessIdentity)
  /** The worker claimed the attempt and starts it. */
  | {
      readonly event: 'start';
      readonly run: number;
      readonly attempt: number;
      readonly up?: number;
      readonly time?: number;
      /** Where it runs. In files of tasks only; the reader takes it from the file's first line where it is not written. */
      readonly slot?: string;
    }
  /** The command could not be started: no such program, no such directory. An `exit` follows. */
  | {
      readonly event: 'launch-failed';
      readonly run: number;
      readonly attempt: number;
      readonly text: string;
    }
  /** The exit record: written before anything else learns of the end. `code` is the shell's: 128 + n for signal n. */
  | {
      readonly event: 'exit';
      readonly run: number;
      readonly attempt: number;
      readonly code: number;
      readonly up?: number;
      readonly time?: number;
    }
  /** The worker heard from its scheduler while the attempt went on: TERM asks it to end, USR1 warns of its time limit. */
  | {
      readonly event: 'asked';
      readonly run: number;
      readonly attempt: number;
      readonly signal: 'TERM' | 'INT' | 'USR1';
      readonly up?: number;
    }
  /** A launcher asks the attempt to stop, and why. Written before the signal is sent. */
  | {
      readonly event: 'stop';
      readonly time: number;
      readonly run: number;
      readonly attempt: number;
      readonly cause: StopCause;
    }
  /** What the launcher saw of an ended attempt beyond its exit record: the script's own words, or that there is none. */
  | {
      readonly event: 'ended';
      readonly time: number;
      readonly run: number;
      readonly attempt: number;
      readonly kind?: ReasonKind;
      readonly text?: string;
      /** It was asked to stop when it had ended already: its `stop` does not count. */
      readonly byItself?: boolean;
    }
  /** The attempt is to be followed by another one. */
  | {
      readonly event: 'again';
      readonly time: number;
      readonly run: number;
      readonly attempt: number;
    }
  | WishEvent
  | BatchEvent
  | SubmittedEvent
  | UnsubmittedEvent
  | JobEndedEvent
  /** The launcher left: it finished the sweep, was interrupted, handed it over, was paused, or gave up and says why. */
  | {
      readonly event: 'left';
      readonly time: number;
      /** The launcher's; whoever reads the file takes it from its first line. */
      readonly id?: string;
      readonly why: LeftWhy;
      readonly text?: string;
    };

/** A launcher took the sweep. */
export interface LauncherEvent extends ProcessIdentity {
  readonly event: 'launcher';
  /** Later than everything recorded before it, whatever the clock says. */
  readonly time: number;
  readonly id: string;
  /** Hash of the state of the code that it starts attempts with, where no wish names another. */
  readonly code?: string;
  /** Launchers on other hosts that a person said are dead, with their workers. */
  readonly tookOver?: readonly string[];
}

/** Why a launcher left. */
export type LeftWhy =
  | 'finished'
  | 'interrupted'
  | 'error'
  | 'paused'
  | 'detached'
  /** Everything is with the scheduler, which starts it without a launcher. */
  | 'submitted';

/**
 * What somebody wishes of a sweep: in a file of its own, heard by the launcher at work, and part of what is known of the
 * sweep. Its `time` is later than everything recorded before it, whatever the clock says, so that of two wishes it is
 * known which is the newer. `by` says who, as `user@host`.
 */
export type WishEvent = { readonly time: number; readonly by: string } & (
  | { readonly event: 'cancel'; readonly runs: 'all' | readonly number[] }
  /** Start nothing more, finish what runs, and leave. */
  | { readonly event: 'pause' }
  /** Takes a pause back. */
  | { readonly event: 'go-on' }
  /** So many runs at a time, or these GPUs, from now on. */
  | ({ readonly event: 'update' } & UpdatedOptions)
  /** Starts another attempt of ended runs. */
  | ({ readonly event: 'retry'; readonly runs: readonly WantedRun[] } & WantedAttempt)
);

/** What somebody wants otherwise than the sweep was started with. What is absent stays as it is. */
export interface UpdatedOptions {
  readonly parallel?: number | 'auto';
  /** GPUs that runs may use: `auto`, or a list such as `0,2-5`. */
  readonly gpus?: string;
}

/** A run, and which attempt of it is wanted. */
export interface WantedRun {
  readonly run: number;
  readonly attempt: number;
}

/** How an attempt that somebody asked for differs from the ones before it. */
export interface WantedAttempt {
  /** Over those of the sweep. */
  readonly resources?: Resources;
  /** Hash of the state of the code to run. */
  readonly code?: string;
}

/** Why a running attempt was asked to stop. */
export type StopCause = 'cancelled' | 'timeout' | 'interrupted' | 'sibling-failed';

/** Names one process for ever: a pid alone is given to others later. */
export interface ProcessIdentity {
  readonly host: string;
  /** Id of the machine's boot. */
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in whatever unit the system counts. */
  readonly started: string;
}
