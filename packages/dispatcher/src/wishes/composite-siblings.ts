import type { Host } from '../host/host.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { findExperiments } from '../sweep-home/read-experiments.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';

/** The other members of composites. Runs that are recorded of no event have nothing to try again. */
export function siblingsOf(
  host: Host,
  sweep: Sweep,
  { recorded }: SweepStatus,
  indexes: readonly number[],
): readonly number[] {
  const experiments = findExperiments(host, sweep.home, new Set(indexes));
  const composites = new Set<number>();
  for (const { composite } of experiments.values()) {
    if (composite !== undefined) composites.add(composite.first);
  }
  if (composites.size === 0) return [];
  const siblings: number[] = [];
  for (const { index, composite } of sweep.experiments()) {
    if (composite !== undefined && composites.has(composite.first) && recorded.has(index)) {
      siblings.push(index);
    }
  }
  return siblings;
}
