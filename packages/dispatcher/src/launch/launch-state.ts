import {
  type Context,
  contextNamed,
  effectiveResources,
  memberFlagsOf,
  type RecordedExperiment,
  type SweepEvent,
  type SweepOptions,
} from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import type { ContextSetting } from '../local/context-setting.ts';
import type { Leftovers } from '../local/leftovers.ts';
import type { WorkerPool } from '../local/worker-pool.ts';
import type { FindMarked } from '../processes/marked-processes.ts';
import type { SlotRun } from '../slots/slot-run.ts';
import { Slots } from '../slots/slots.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import type { EventLog } from '../sweep-home/event-log.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { type ActiveRun, ActiveRuns } from './active-runs.ts';
import { workerEvidence } from './end-evidence.ts';
import type { LaunchEvent, LaunchOutcome, RunningRun } from './launch-events.ts';
import type { RunPreparer } from './prepare-run.ts';
import { RecordSyncs } from './record-syncs.ts';
import type { QueuedRun, RunQueue } from './run-queue.ts';
import type { StateCounter } from './state-counter.ts';

/** What a launch works with. */
export interface LaunchParts {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly options: SweepOptions;
  /** Failures of the launcher that handed the sweep over to this one. */
  readonly failuresBefore: number;
  /** Its id. */
  readonly launcher: string;
  readonly events: EventLog;
  readonly queue: RunQueue;
  readonly counter: StateCounter;
  readonly preparer: RunPreparer;
  /** By context. */
  readonly settings: ReadonlyMap<string, ContextSetting>;
  readonly pool: WorkerPool;
  readonly leftovers: Leftovers;
  readonly find: FindMarked;
  readonly observe: (event: LaunchEvent) => void;
}

/** Why nothing more is started. */
export interface Halt {
  readonly why: LaunchOutcome['why'];
  readonly text?: string;
}

/** What every event of an attempt tells: which one, and when. */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly run: number;
  readonly attempt: number;
}

/** Does something as one answer; what can be started after it is started. */
export type Answer = (action: () => void) => void;

/** Attempts of runs, by their numbers. */
export class AttemptSet {
  readonly #keys = new Set<string>();

  add({ index, attempt }: Pick<RunningRun, 'index' | 'attempt'>): void {
    this.#keys.add(`${index}/${attempt}`);
  }

  has(index: number, attempt: number): boolean {
    return this.#keys.has(`${index}/${attempt}`);
  }
}

const visibleGpus = 'CUDA_VISIBLE_DEVICES';

/** How far a launch is: what those who start runs and those who end them both must know. */
export class LaunchState {
  readonly parts: LaunchParts;
  readonly active: ActiveRuns;
  readonly syncs: RecordSyncs;
  /** Attempts that somebody else claimed. */
  readonly foreign = new AttemptSet();
  /** A run has its slot until it ends, also while its worker's set-up is waited for. */
  readonly slots: Slots;
  /** Runs at a time. */
  parallel: SweepOptions['parallel'];
  /** GPUs that runs may use, whatever their contexts say. */
  gpus: string | undefined;
  /** Retries that wait until nothing of the attempt before lives. */
  waitingRetries = 0;
  #halt: Halt | undefined;

  constructor(parts: LaunchParts) {
    const { host, find, events, options, sweep, leftovers, observe } = parts;
    const { grace, parallel, timeout } = options;
    this.parts = parts;
    this.syncs = new RecordSyncs(host, sweep.home);
    this.parallel = parallel;
    this.gpus = options.gpus;
    this.slots = new Slots({
      host,
      sweepId: sweep.record.id,
      parallel: () => this.parallel,
      whenGone: leftovers.whenGone,
      say: (text) => observe({ type: 'trouble', text }),
      giveUp: (text) => this.giveUp(text),
    });
    this.active = new ActiveRuns(host, {
      find,
      grace,
      timeout,
      record: (run, cause) => {
        events.append({ event: 'stop', ...this.stamp(run), cause });
        this.flush();
      },
      hasEnded: (run) =>
        workerEvidence(host, sweep.home, { ...run, slot: run.worker.slot }).code !== undefined,
    });
  }

  /** Undefined as long as more may be started. */
  get halt(): Halt | undefined {
    return this.#halt;
  }

  /** From now on nothing is started. The first reason counts, unless it is a pause. */
  startNoMore(halt: Halt): void {
    if (this.#halt === undefined || this.#halt.why === 'paused') this.#halt = halt;
  }

  /** From now on what runs is left alone, whatever else it was that nothing is started for. */
  detach(): void {
    this.#halt = { why: 'detached' };
  }

  /** Takes a pause back. */
  goOn(): void {
    if (this.#halt?.why === 'paused') this.#halt = undefined;
  }

  /** From now on nothing is started, since it can't work. This counts over other reasons. */
  giveUp(text: string): void {
    if (this.#halt?.why === 'error') return;
    this.#halt = { why: 'error', text };
    this.parts.observe({ type: 'trouble', text });
  }

  /** Writes what is to be remembered. Answers whether all is written; the launch gives up when it is not. */
  flush(): boolean {
    const { events, sweep } = this.parts;
    const isWritten = this.write(sweep.home, () => {
      events.flush();
      this.syncs.launcherWrote(this.parts.launcher);
      return true;
    });
    return isWritten ?? false;
  }

  /** As `flush`, and makes it survive a power cut. */
  sync(): boolean {
    const { events, sweep } = this.parts;
    const isSynced = this.write(sweep.home, () => {
      events.sync();
      return true;
    });
    return isSynced ?? false;
  }

  /** Writes down one event at once. */
  record(event: SweepEvent): void {
    this.parts.events.append(event);
    this.flush();
  }

  /** Writes something below a path. When the disk refuses, the launch gives up, and the answer is undefined. */
  write<Written>(path: string, writing: () => Written): Written | undefined {
    try {
      return writing();
    } catch (error) {
      if (!isDiskError(error)) throw error;
      this.giveUp(diskText(this.parts.host, path, error));
      return undefined;
    }
  }

  /** Of an event that happens to an attempt now. */
  stamp({ index, attempt }: Pick<RunningRun, 'index' | 'attempt'>): Stamp {
    return { time: this.parts.host.clock.now(), run: index, attempt };
  }

  /** The context that a run is in. */
  contextOf({ context }: RecordedExperiment): Context {
    return contextNamed(this.parts.sweep.record, context);
  }

  /** Leaves what runs alone. */
  letGo(): void {
    this.parts.leftovers.leave();
    this.active.letGo();
  }

  /** What a run is to have of this machine. */
  slotRun({ recorded, status }: QueuedRun): SlotRun {
    const { sweep, settings } = this.parts;
    const context = this.contextOf(recorded);
    const setting = settings.get(context.name);
    const flags = {
      ...memberFlagsOf(sweep.record, recorded).resources,
      ...status.overrides?.resources,
    };
    return {
      index: recorded.index,
      resources: effectiveResources(context, recorded.experiment, flags),
      gpus: this.gpus ?? context.gpus,
      visible: setting?.privateValues[visibleGpus] ?? setting?.env[visibleGpus],
    };
  }

  /** A run is no longer in its worker's hands. */
  release(run: ActiveRun): void {
    this.active.remove(run);
    this.slots.release(run.index);
  }
}
