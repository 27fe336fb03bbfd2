import { launcherOfToken, taskOf } from '@mrunner/core';
import type { Sweep } from '../../sweep-home/open-sweep.ts';

/** Whether as many runs failed for good as `--max-failures` allows: of the newest launch, as what failed before was let pass. */
export function areEnoughFailures({ record, status }: Pick<Sweep, 'record' | 'status'>): boolean {
  const { maxFailures } = record.options;
  if (maxFailures === undefined) return false;
  const { batches, recorded } = status();
  const [newest] = [...batches.values()].toSorted((a, b) => b.time - a.time);
  if (newest === undefined) return false;
  const launch = launcherOfToken(newest.token);
  const failed = [...recorded.values()].filter((run) => {
    const place = run.state === 'failed' ? taskOf(run) : undefined;
    return place !== undefined && launcherOfToken(place.token) === launch;
  });
  return failed.length >= maxFailures;
}
