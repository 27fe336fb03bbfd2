import type { StateCounts, StopCause, SweepEvent } from '@mrunner/core';
import { isDiskError } from '../../host/error-code.ts';
import type { LaunchOutcome, RunningRun } from '../../launch/launch-events.ts';
import type { Halt } from '../../launch/launch-state.ts';
import type { QueuedRun } from '../../launch/run-queue.ts';
import { type StateCounter, stateCounter } from '../../launch/state-counter.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import type { ActiveSrun } from './active-sruns.ts';
import type { SrunParts } from './srun-parts.ts';

/** How far a launch by srun is. */
export class SrunState {
  readonly parts: SrunParts;
  /** Those that srun was started for, or is about to be. */
  readonly active = new Map<number, ActiveSrun>();
  /** Those that a worker has started. */
  readonly running = new Map<number, RunningRun>();
  /** Those that are not to be started any more. */
  readonly cancelled = new Set<number>();
  counter: StateCounter;
  /** Failures that nothing follows. */
  failures = 0;
  #halt: Halt | undefined;

  constructor(parts: SrunParts) {
    this.parts = parts;
    this.counter = stateCounter(parts.first.counts);
  }

  /** Undefined as long as more may be started. */
  get halt(): Halt | undefined {
    return this.#halt;
  }

  get outcome(): LaunchOutcome {
    return { why: 'finished', ...this.#halt, counts: this.counter.counts };
  }

  /** From now on nothing is started. The first reason counts, unless it is a pause. */
  startNoMore(halt: Halt): void {
    if (this.#halt === undefined || this.#halt.why === 'paused') this.#halt = halt;
  }

  /** Takes a pause back. */
  goOn(): void {
    if (this.#halt?.why === 'paused') this.#halt = undefined;
  }

  /** Counts anew, by what is recorded. */
  recount(counts: StateCounts): void {
    this.counter = stateCounter(counts);
  }

  /** Asks a run to end, and writes down why before. */
  stop(active: ActiveSrun, cause: StopCause): void {
    if (active.stop !== undefined) return;
    active.stop = cause;
    const { attempt, queued, srun } = active;
    const time = this.parts.host.clock.now();
    this.record({ event: 'stop', time, run: queued.recorded.index, attempt, cause });
    srun?.order('stop');
  }

  /** A run failed for good: the other members of its composite end too, unless they are to continue. */
  stopSiblings({ recorded: { composite, index } }: QueuedRun): void {
    if (composite === undefined || composite.onFailure === 'continue') return;
    for (let at = composite.first; at < composite.first + composite.size; at++) {
      if (at === index) continue;
      this.cancelled.add(at);
      const active = this.active.get(at);
      if (active !== undefined) this.stop(active, 'sibling-failed');
    }
  }

  /** It is certain that an attempt was not begun: it is free again. */
  giveBack({ queued, token, stop }: ActiveSrun, text: string | undefined): void {
    const time = this.parts.host.clock.now();
    if (text !== undefined)
      this.record({ event: 'unsubmitted', time, token, why: 'refused', text });
    this.active.delete(queued.recorded.index);
    // One that a sibling's failure ended does not wait any more.
    if (stop === undefined) this.counter.move('pending', queued.countedAs);
    else this.recount(this.parts.sweep.status().counts);
  }

  /** Writes an event down at once. When the disk refuses, nothing more is started, and the answer is false. */
  record(event: SweepEvent, how: 'written' | 'synced' = 'written'): boolean {
    const { host, sweep, events, observe } = this.parts;
    try {
      events.append(event);
      if (how === 'synced') events.sync();
      else events.flush();
      return true;
    } catch (error) {
      if (!isDiskError(error)) throw error;
      const text = diskText(host, sweep.home, error);
      if (this.#halt?.why !== 'error') observe({ type: 'trouble', text });
      this.#halt = { why: 'error', text };
      return false;
    }
  }
}
