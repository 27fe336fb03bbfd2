import { type RunStatus, runFileNames } from '@mrunner/core';
import type { PackedSibling } from '../../pack/pack-record.ts';
import type { DraftedBatch } from './draft-batches.ts';
import type { RunPlanner } from './run-planner.ts';

interface SiblingSetting {
  readonly planner: RunPlanner;
  readonly statusOf: (index: number) => RunStatus;
}

type Recorded = DraftedBatch['runs'][number]['recorded'];

/** Finds the other members of a run's composite, where the failure of one stops all. */
export function siblingFinder(
  together: readonly DraftedBatch[],
  { planner, statusOf }: SiblingSetting,
): (recorded: Recorded) => readonly PackedSibling[] {
  const members = new Map<number, PackedSibling[]>();
  for (const { token, runs, packing } of together) {
    for (const [task, { recorded, attempt }] of runs.entries()) {
      if (recorded.composite?.onFailure !== 'stop') continue;
      const { first } = recorded.composite;
      const known = members.get(first) ?? [];
      members.set(first, known);
      const { overrides } = statusOf(recorded.index);
      const { directory } = planner.plan(recorded, attempt, overrides);
      known.push({
        run: recorded.index,
        attempt,
        token,
        ...(packing.mode === 'plain' && { task }),
        log: `${directory}/${runFileNames.log(attempt)}`,
      });
    }
  }
  return ({ index, composite }) =>
    (members.get(composite?.first ?? -1) ?? []).filter(({ run }) => run !== index);
}
