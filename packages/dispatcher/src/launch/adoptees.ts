import { triesSoFar } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { findExperiments } from '../sweep-home/read-experiments.ts';
import type { ActiveRun } from './active-runs.ts';
import type { AttemptFinder } from './attempt-finder.ts';
import type { Stock } from './take-stock.ts';

/** What earlier launchers started and goes on, as runs of this launch. */
export function adoptees(
  host: Host,
  sweep: Sweep,
  { living, status }: Stock,
  attemptOf: AttemptFinder,
): readonly ActiveRun[] {
  const indexes = new Set(living.map((it) => it.status.index));
  const experiments = findExperiments(host, sweep.home, indexes);
  return living.flatMap((it): readonly ActiveRun[] => {
    const { index, attempts } = it.status;
    const { attempt, startedAt = host.clock.now() } = it.attempt;
    const recorded = experiments.get(index);
    if (recorded === undefined) return [];
    const before = { ...status.of(index), attempts: attempts.filter((one) => one !== it.attempt) };
    return [
      {
        index,
        attempt,
        recorded,
        directory: `${sweep.home}/${recorded.directory}`,
        since: startedAt,
        worker: it.worker,
        gpus: it.attempt.gpus ?? [],
        stop: it.attempt.stop,
        queued: {
          recorded,
          attempt,
          status: before,
          countedAs: it.status.state,
          tries: triesSoFar(before),
          goesOn: (ended) => attemptOf(ended, recorded) !== null,
        },
      },
    ];
  });
}
