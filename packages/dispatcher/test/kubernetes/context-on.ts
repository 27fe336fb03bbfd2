import type { Context } from '@mrunner/core';
import type { AnyCluster } from './any-cluster.ts';
import { kubeRig } from './submit-rig.ts';

/** A context as tests of submissions have it, with keys of Kubernetes over it. */
export async function contextOn(
  cluster: AnyCluster,
  kubernetes: { readonly [key: string]: unknown } = {},
): Promise<Context> {
  await using rig = await kubeRig(cluster, { runs: [{ script: ':' }], kubernetes });
  const [context] = rig.rig.sweep.record.contexts;
  if (context === undefined) throw new Error('there is no context');
  return context;
}
