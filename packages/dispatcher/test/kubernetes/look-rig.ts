import { cancelOnCluster } from '../../src/cluster/cancel-on-cluster.ts';
import type { Refreshed } from '../../src/cluster/look/refreshed.ts';
import { refreshSweep } from '../../src/cluster/refresh-sweep.ts';
import { watchCluster } from '../../src/cluster/watch-cluster.ts';
import type { Host } from '../../src/host/host.ts';
import { type KubeRig, type KubeRigOptions, kubeRig } from './submit-rig.ts';
import { startTestCluster, type TestCluster, type TestClusterOptions } from './test-cluster.ts';

/** A sweep on a test cluster that is looked at. */
export interface LookRig extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly kube: KubeRig;
  readonly look: (host?: Host) => Promise<Refreshed>;
  /** Waits, as `mrun wait` does. */
  readonly watch: () => ReturnType<typeof watchCluster>;
  readonly cancel: (runs: 'all' | readonly number[]) => Promise<Refreshed>;
  /** `succeeded 1`, `failed 2: exit 3`, … : state, attempt and reason of each run. */
  readonly states: () => readonly string[];
  /** Looks until something is so. */
  readonly lookUntil: (isSo: () => boolean) => Promise<void>;
  /** Waits without a look. */
  readonly until: (isSo: () => boolean) => Promise<void>;
}

/** Submits a sweep to a cluster of its own. */
export async function lookRig(
  options: KubeRigOptions,
  of: TestClusterOptions = {},
): Promise<LookRig> {
  const cluster = await startTestCluster(of);
  const kube = await kubeRig(cluster, options);
  const { host, sweep } = kube.rig;
  await kube.submit();
  const look = (by: Host = host): Promise<Refreshed> => refreshSweep(by, sweep, { force: true });
  const count = options.runs.length;
  return {
    cluster,
    kube,
    look,
    watch: () => watchCluster(host, sweep),
    cancel: (runs) => cancelOnCluster(host, sweep, runs),
    states: () => {
      const status = sweep.status();
      return Array.from({ length: count }, (_, index) => {
        const { state, attempt, reason } = status.of(index);
        return `${state} ${attempt}${reason === null ? '' : `: ${reason.kind}`}`;
      });
    },
    lookUntil: async (isSo) => {
      while (!isSo()) {
        await look();
        if (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    until: (isSo) => kube.rig.until(isSo),
    [Symbol.asyncDispose]: async () => {
      await cluster[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
    },
  };
}
