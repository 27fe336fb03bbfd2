import type { AttemptEnd } from '@mrunner/core';
import type { ActiveRun } from './active-runs.ts';
import { isTriedAgain, statusAfter } from './attempt-result.ts';
import type { Answer, LaunchState } from './launch-state.ts';
import type { QueuedRun } from './run-queue.ts';
import type { UnwantedRuns } from './unwanted-runs.ts';

/** An attempt that has ended, perhaps without ever having had a worker. */
export type EndedRun = Omit<ActiveRun, 'worker' | 'gpus'>;

/** What follows from the end of an attempt: another attempt, the end of a composite, the end of the launch. */
export class RunConclusions {
  readonly #launch: LaunchState;
  readonly #unwanted: UnwantedRuns;
  readonly #answer: Answer;
  #failures: number;

  constructor(launch: LaunchState, unwanted: UnwantedRuns, answer: Answer) {
    this.#failures = launch.parts.failuresBefore;
    this.#launch = launch;
    this.#unwanted = unwanted;
    this.#answer = answer;
  }

  conclude(run: EndedRun, end: AttemptEnd): void {
    const { counter, observe, options, host } = this.#launch.parts;
    const { queued } = run;
    const status = statusAfter(run, queued, end, host.clock.now());
    const isWanted =
      this.#launch.halt === undefined &&
      !this.#unwanted.isUnwanted(queued) &&
      // Two launchers at one run would be in each other's way.
      !this.#launch.foreign.has(run.index, run.attempt);
    const { onLost } = this.#launch.contextOf(run.recorded);
    const again =
      isWanted &&
      (isTriedAgain(status, queued.tries, { ...options, onLost }) ||
        queued.goesOn?.(status) === true);
    counter.move('running', again ? 'pending' : status.state);
    observe({ type: 'ended', run, status, again });
    if (again) {
      const { goesOn: _, ...next } = queued;
      this.#tryAgain(run, {
        ...next,
        attempt: run.attempt + 1,
        status,
        countedAs: 'pending',
        tries: queued.tries + 1,
      });
    } else if (status.state !== 'succeeded') {
      this.#unwanted.stopSiblings(queued);
      if (status.state !== 'cancelled') this.#failures++;
      this.#haltAfterFailures();
    }
  }

  /** Never two living attempts of a run: what the one before left behind must be gone first. */
  #tryAgain(run: EndedRun, next: QueuedRun): void {
    const { events, leftovers, queue } = this.#launch.parts;
    events.append({ event: 'again', ...this.#launch.stamp(run) });
    this.#launch.waitingRetries++;
    leftovers.whenGone(run.index, () =>
      this.#answer(() => {
        this.#launch.waitingRetries--;
        queue.putInFront(next);
      }),
    );
  }

  #haltAfterFailures(): void {
    const { maxFailures = Number.POSITIVE_INFINITY } = this.#launch.parts.options;
    if (this.#failures < maxFailures) return;
    const text = `${this.#failures} failed, so nothing more was started`;
    this.#launch.startNoMore({ why: 'max-failures', text });
  }
}
