import type { Refreshed } from '../../../src/cluster/look/refreshed.ts';
import { refreshSweep } from '../../../src/slurm/look/refresh-sweep.ts';
import type { Cluster } from '../cluster.ts';
import type { HandMadeSweep } from '../hand-made-sweep.ts';

/** Without the patience that network file systems need. */
export const impatient = { record: 0, vanished: 0 };

/** A look that does not mind how long ago the last one was. */
export const look = ({ rig }: HandMadeSweep, patience = impatient): Promise<Refreshed> =>
  refreshSweep(rig.host, rig.sweep, { force: true, patience });

/** The states of all runs, by index. */
export const statesOf = ({ rig }: HandMadeSweep): readonly string[] => {
  const status = rig.status();
  return [...rig.sweep.experiments()].map(({ index }) => status.of(index).state);
};

/** Looks until something is known. */
export const lookUntil = (
  cluster: Cluster,
  made: HandMadeSweep,
  isSo: (states: readonly string[]) => boolean,
): Promise<void> =>
  cluster.until(async () => {
    await look(made);
    return isSo(statesOf(made));
  }, 'runs to be in other states');
