import type { ProcessIdentity, StopCause } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type Stopping, stopProcesses } from '../local/stop-processes.ts';
import type { FindMarked } from '../processes/marked-processes.ts';
import type { RunningRun } from './launch-events.ts';
import { type OomWatch, oomWatch } from './oom-watch.ts';
import type { QueuedRun } from './run-queue.ts';

/** An attempt in the hands of a worker. */
export interface ActiveRun extends RunningRun {
  readonly queued: QueuedRun;
  readonly worker: RunWorker;
  /** The GPUs that it has for itself. */
  readonly gpus: readonly string[];
  /** Why an earlier launcher was to stop it. */
  readonly stop?: StopCause | undefined;
}

/** Who runs an attempt: a worker of this launcher, or what is known of one of an earlier launcher. */
export interface RunWorker {
  readonly slot: string;
  readonly identity: ProcessIdentity | undefined;
}

export interface ActiveRunsOptions {
  readonly find: FindMarked;
  /** Seconds between TERM and KILL. */
  readonly grace: number;
  /** Seconds that an attempt may take. */
  readonly timeout: number | undefined;
  /** Writes down that an attempt is asked to stop; the signal follows. */
  readonly record: (run: ActiveRun, cause: StopCause) => void;
  /** Whether an attempt's exit is on record, though its worker was not heard yet. */
  readonly hasEnded: (run: ActiveRun) => boolean;
}

/** What came of the wish to stop an attempt. */
export interface StopWish {
  readonly cause: StopCause | undefined;
  /** Its processes were gone before any could be asked: the cause is not why it ended. */
  readonly isTooLate: boolean;
}

/** The attempts that go on, and the ways to end them. */
export class ActiveRuns {
  readonly byIndex = new Map<number, ActiveRun>();
  readonly oom: OomWatch;
  readonly #host: Host;
  readonly #options: ActiveRunsOptions;
  readonly #timeouts = new Map<ActiveRun, () => void>();
  readonly #causes = new Map<ActiveRun, StopCause>();
  /** Those of which a living process was sent a signal. */
  readonly #reached = new Set<ActiveRun>();
  readonly #stopping = new Map<ActiveRun, Stopping>();

  constructor(host: Host, options: ActiveRunsOptions) {
    this.#host = host;
    this.#options = options;
    this.oom = oomWatch(host);
  }

  isRunning(run: number, attempt: number): boolean {
    return this.byIndex.get(run)?.attempt === attempt;
  }

  add(run: ActiveRun): void {
    this.byIndex.set(run.index, run);
    this.oom.begin();
    if (run.stop !== undefined) {
      // It may be at its end because of what was done then.
      this.#reached.add(run);
      this.stop(run, run.stop);
      return;
    }
    // A time that was asked for with another attempt is meant to give it that time.
    const timeout = run.queued.status.overrides?.resources?.time ?? this.#options.timeout;
    if (timeout === undefined) return;
    const { clock } = this.#host;
    const left = Math.max(run.since + timeout * 1000 - clock.now(), 0);
    this.#timeouts.set(
      run,
      clock.after(left, () => this.stop(run, 'timeout')),
    );
  }

  /** It has ended. */
  remove(run: ActiveRun): void {
    this.byIndex.delete(run.index);
    if (this.byIndex.size === 0) this.oom.pause();
    this.#timeouts.get(run)?.();
    this.#stopping.get(run)?.over();
    this.#timeouts.delete(run);
    this.#stopping.delete(run);
  }

  /** Lets all go on without being watched. */
  letGo(): void {
    for (const run of [...this.byIndex.values()]) this.remove(run);
  }

  /** Asks an attempt to stop; the first cause is the one that counts. */
  stop(run: ActiveRun, cause: StopCause): void {
    if (this.#causes.has(run)) return;
    this.#causes.set(run, cause);
    const { record, find, grace } = this.#options;
    record(run, cause);
    const { index, attempt: number, worker } = run;
    const attempt = { run: index, attempt: number, worker: worker.identity };
    this.#stopping.set(run, stopProcesses(this.#hostFor(run), attempt, { find, grace }));
  }

  /** Waits no longer for one that was asked to stop. */
  kill(run: ActiveRun): void {
    this.#stopping.get(run)?.kill();
  }

  /** Why an attempt was asked to stop. Forgets it: it is asked for once, at the end. */
  takeStop(run: ActiveRun): StopWish {
    const cause = this.#causes.get(run);
    const isTooLate = cause !== undefined && !this.#reached.has(run);
    this.#causes.delete(run);
    this.#reached.delete(run);
    return { cause, isTooLate };
  }

  /** Notes whether a signal reaches the attempt itself, and not only what it left behind. */
  #hostFor(run: ActiveRun): Host {
    const { processes } = this.#host;
    const signal: typeof processes.signal = (pid, name) => {
      const isOver = !this.#reached.has(run) && this.#options.hasEnded(run);
      const isSent = processes.signal(pid, name);
      if (isSent && !isOver) this.#reached.add(run);
      return isSent;
    };
    return { ...this.#host, processes: { ...processes, signal } };
  }
}
