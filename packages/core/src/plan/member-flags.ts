import type { IndexedExperiment } from '../experiments/experiment.ts';
import type { MemberFlags, SweepRecord } from '../sweep/sweep-record.ts';

/** The element of a list by composite position that counts at one of them: the last one is for all further ones. */
export const atPosition = <T>(list: readonly T[], position: number): T | undefined =>
  list[Math.min(position, list.length - 1)];

/** Position within a composite; 0 outside of composites. */
export const positionOf = ({
  index,
  composite,
}: Pick<IndexedExperiment, 'index' | 'composite'>): number =>
  composite === undefined ? 0 : index - composite.first;

/** What the command line says of a run: what it says of all of them, and over that what it says of its position. */
export const memberFlagsOf = (
  { resources, memberFlags = [] }: Pick<SweepRecord, 'resources' | 'memberFlags'>,
  run: Pick<IndexedExperiment, 'index' | 'composite'>,
): MemberFlags => {
  const own = atPosition(memberFlags, positionOf(run));
  return { ...own, resources: { ...resources, ...own?.resources } };
};
