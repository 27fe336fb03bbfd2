import { triesSoFar, type WishEvent } from '@mrunner/core';
import { findExperiments } from '../sweep-home/read-experiments.ts';
import type { Answer, LaunchState } from './launch-state.ts';
import type { QueuedRun } from './run-queue.ts';
import type { UnwantedRuns } from './unwanted-runs.ts';

/** Another attempt of runs that somebody asks for while a launcher is at work. */
export class WantedRuns {
  readonly #launch: LaunchState;
  readonly #unwanted: UnwantedRuns;
  readonly #answer: Answer;

  constructor(launch: LaunchState, unwanted: UnwantedRuns, answer: Answer) {
    this.#answer = answer;
    this.#launch = launch;
    this.#unwanted = unwanted;
  }

  /** Queues what the wish is about, behind all others. What has no use for another attempt is left as it is. */
  hear({ runs }: Extract<WishEvent, { event: 'retry' }>): void {
    const { queue, counter, host, sweep } = this.#launch.parts;
    // The fold knows of a run what this launcher forgot when it ended.
    if (!this.#launch.flush()) return;
    const status = sweep.status();
    const wanted = runs.filter(({ run, attempt }) => {
      const { state, wanted: isWanted, attempt: newest } = status.of(run);
      return state === 'planned' && isWanted === true && newest + 1 === attempt;
    });
    const recorded = findExperiments(host, sweep.home, new Set(wanted.map(({ run }) => run)));
    const queued: QueuedRun[] = [];
    for (const { run, attempt } of wanted) {
      const experiment = recorded.get(run);
      if (experiment === undefined) continue;
      const known = status.of(run);
      const isToCome = this.#unwanted.wantAgain(experiment);
      const before = known.attempts.at(-1)?.state;
      if (before === undefined && isToCome) continue;
      counter.move(before ?? 'cancelled', 'planned');
      queued.push({
        recorded: experiment,
        attempt,
        status: known,
        countedAs: 'planned',
        tries: triesSoFar(known),
      });
    }
    this.#whenGone(queued, () => queue.putLast(queued));
  }

  /** Never two living attempts of a run: what the ones before left behind must be gone first. */
  #whenGone(queued: readonly QueuedRun[], gone: () => void): void {
    let left = queued.length;
    if (left === 0) return;
    this.#launch.waitingRetries++;
    for (const { recorded } of queued) {
      this.#launch.parts.leftovers.whenGone(recorded.index, () =>
        this.#answer(() => {
          left--;
          if (left > 0) return;
          this.#launch.waitingRetries--;
          gone();
        }),
      );
    }
  }
}
