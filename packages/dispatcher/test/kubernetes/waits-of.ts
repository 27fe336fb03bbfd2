import type { WaitText } from '../../src/cluster/look/scheduler-status.ts';
import type { AnyCluster } from './any-cluster.ts';
import type { LookRig } from './look-rig.ts';

/** What the last look has to say of each run that does not simply run. */
export function waitsOf({ kube }: LookRig<AnyCluster>): readonly (WaitText | undefined)[] {
  const status = kube.rig.sweep.status();
  return [...kube.rig.sweep.experiments()].map(({ index }) =>
    status.scheduler?.of(status.of(index)),
  );
}
