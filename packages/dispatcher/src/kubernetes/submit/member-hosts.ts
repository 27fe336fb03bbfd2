import type { SweepRecord } from '@mrunner/core';
import { serviceName } from '@mrunner/core/kubernetes';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';

type Recorded = DraftedBatch['runs'][number]['recorded'];

/** The variable by which a member of a composite learns where all of them are: `learner=HOST actor=HOST`. */
export const hostsVariable = 'MRUNNER_COMPOSITE_HOSTS';

/** Finds the names under which the members of a run's composite are reached; undefined where they have none of their own. */
export function memberHosts(
  { id }: Pick<SweepRecord, 'id'>,
  together: readonly DraftedBatch[],
): (recorded: Recorded) => string | undefined {
  const found = new Map<number, string[]>();
  for (const { token, runs, packing } of together) {
    // Packed runs have no pod, and no name, of their own.
    if (packing.mode === 'packed') continue;
    for (const [index, { recorded }] of runs.entries()) {
      if (recorded.composite === undefined) continue;
      const { first, member } = recorded.composite;
      const known = found.get(first) ?? [];
      found.set(first, known);
      known.push(`${member}=${token}-${index}.${serviceName(id)}`);
    }
  }
  return ({ composite }) => found.get(composite?.first ?? -1)?.join(' ');
}
