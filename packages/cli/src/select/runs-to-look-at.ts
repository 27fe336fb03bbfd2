import type { RecordedExperiment, RunState, RunStatus } from '@mrunner/core';
import type { Sweep, SweepStatus } from '@mrunner/dispatcher';

/** The states that need a look before others. */
const urgency: { readonly [S in RunState]: number } = {
  failed: 0,
  unknown: 1,
  running: 2,
  cancelled: 3,
  succeeded: 4,
  pending: 5,
  planned: 5,
};

/** A run's place among those that need a look. */
const byUrgency = (a: RunStatus, b: RunStatus): number =>
  urgency[a.state] - urgency[b.state] || a.index - b.index;

/** The first so many by urgency; the others are passed by without keeping them. */
export const mostUrgent = (runs: Iterable<RunStatus>, limit: number): readonly RunStatus[] => {
  const found: RunStatus[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (found.length >= limit && last !== undefined && byUrgency(run, last) >= 0) continue;
    const place = found.findIndex((other) => byUrgency(run, other) < 0);
    found.splice(place < 0 ? found.length : place, 0, run);
    if (found.length > limit) found.pop();
  }
  return found;
};

/**
 * The runs of a sweep to show when all would be too many: those that need a look first. Without reading all experiments
 * of a large sweep.
 */
export const runsToLookAt = (
  sweep: Sweep,
  status: SweepStatus,
  limit: number,
): readonly RecordedExperiment[] => {
  if (sweep.record.count <= limit)
    return [...sweep.experiments()].toSorted((a, b) => a.index - b.index);
  const indexes = mostUrgent(status.recorded.values(), limit).map(({ index }) => index);
  const found = sweep.experimentsAt(new Set(indexes));
  const shown = indexes.flatMap((index) => found.get(index) ?? []);
  if (shown.length === limit) return shown;
  const taken = new Set(indexes);
  for (const recorded of sweep.experiments()) {
    if (!taken.has(recorded.index)) shown.push(recorded);
    if (shown.length === limit) break;
  }
  return shown;
};
