import type { RunStatus } from '@mrunner/core';
import type { LaunchState } from './launch-state.ts';
import type { QueuedRun } from './run-queue.ts';

/** Runs that nobody wants any more: those that are cancelled, and the siblings of a failed member of a composite. */
export class UnwantedRuns {
  readonly #launch: LaunchState;
  readonly #cancelled = new Set<number>();
  readonly #failedComposites = new Set<number>();
  /** Those that were cancelled, and would have been started since. */
  readonly #passed = new Set<number>();
  #isAllCancelled = false;

  constructor(launch: LaunchState) {
    this.#launch = launch;
  }

  /** Whether another attempt of a run would be for nobody. */
  isUnwanted({ recorded }: Pick<QueuedRun, 'recorded'>): boolean {
    return this.#cancelled.has(recorded.index) || this.#hasFailedSibling(recorded);
  }

  /**
   * Whether a run that was to start is not to, because of what happened meanwhile. Then it is counted: as its last
   * attempt ended, or as cancelled when there was none.
   */
  leaveOut(queued: QueuedRun): boolean {
    if (!this.isUnwanted(queued)) return false;
    const { events, counter } = this.#launch.parts;
    const { recorded, status } = queued;
    const { index } = recorded;
    const before = status.attempts.at(-1)?.state;
    if (queued.countedAs !== 'planned') {
      counter.move(queued.countedAs, before ?? status.state);
      return true;
    }
    this.#passed.add(index);
    // All that had not started was counted with the wish.
    if (this.#isAllCancelled) return true;
    if (this.#hasFailedSibling(recorded)) {
      const text = 'another member of its composite failed first';
      const stamp = this.#launch.stamp({ index, attempt: queued.attempt });
      events.append({ event: 'ended', ...stamp, kind: 'cancelled', text });
      counter.move('planned', 'cancelled');
    } else {
      counter.move('planned', before ?? 'cancelled');
    }
    return true;
  }

  /** Stops these runs, and does not start them. */
  cancel(runs: 'all' | readonly number[]): void {
    const { active } = this.#launch;
    const isMeant = (index: number): boolean => runs === 'all' || runs.includes(index);
    for (const run of active.byIndex.values()) {
      if (isMeant(run.index)) active.stop(run, 'cancelled');
    }
    if (runs !== 'all') for (const index of runs) this.#cancelled.add(index);
    this.dropRetries(({ recorded }) => isMeant(recorded.index));
    if (runs === 'all') this.#cancelRest();
  }

  /** Somebody wants a run after all. Answers whether its turn is still to come. */
  wantAgain({ index, composite }: QueuedRun['recorded']): boolean {
    this.#cancelled.delete(index);
    if (composite !== undefined) this.#failedComposites.delete(composite.first);
    return !this.#passed.delete(index);
  }

  /** Of these runs those are stopped of whose composites a member failed for good while nobody launched. */
  heedFailures(
    runs: readonly Pick<QueuedRun, 'recorded'>[],
    statusOf: (index: number) => RunStatus,
  ): void {
    for (const { recorded } of runs) {
      const { composite } = recorded;
      if (composite === undefined) continue;
      for (let index = composite.first; index < composite.first + composite.size; index++) {
        const { state, again } = statusOf(index);
        if (state === 'failed' && again !== true)
          this.stopSiblings({ recorded: { ...recorded, index } });
      }
    }
  }

  /** A run failed for good: stops the other members of its composite, unless they are to continue. */
  stopSiblings({ recorded: { composite, index } }: Pick<QueuedRun, 'recorded'>): void {
    if (composite === undefined || composite.onFailure === 'continue') return;
    if (this.#failedComposites.has(composite.first)) return;
    this.#failedComposites.add(composite.first);
    const { active } = this.#launch;
    const isSibling = ({ recorded }: Pick<QueuedRun, 'recorded'>): boolean =>
      recorded.composite?.first === composite.first && recorded.index !== index;
    for (const run of active.byIndex.values()) {
      if (isSibling(run)) active.stop(run, 'sibling-failed');
    }
    this.dropRetries(isSibling);
  }

  /** Runs that were to be tried again are left as their last attempt ended. */
  dropRetries(isDropped: (queued: QueuedRun) => boolean): void {
    const { queue, counter } = this.#launch.parts;
    for (const queued of queue.takeOut(isDropped)) {
      if (!this.leaveOut(queued)) counter.move(queued.countedAs, queued.status.state);
    }
  }

  #hasFailedSibling({ composite }: QueuedRun['recorded']): boolean {
    return composite !== undefined && this.#failedComposites.has(composite.first);
  }

  /** The wish itself is recorded: by it, whatever has not started reads as cancelled. */
  #cancelRest(): void {
    const { counter, pool } = this.#launch.parts;
    this.#isAllCancelled = true;
    counter.move('planned', 'cancelled', counter.counts.planned);
    this.#launch.startNoMore({ why: 'finished', text: 'cancelled' });
    pool.endSetUps();
  }
}
