import { cancelOnCluster } from '../../src/backends/cancel-on-cluster.ts';
import { refreshSweep } from '../../src/backends/refresh-sweep.ts';
import { watchCluster } from '../../src/backends/watch-cluster.ts';
import type { Refreshed } from '../../src/cluster/look/refreshed.ts';
import type { Host } from '../../src/host/host.ts';
import { until } from '../slurm/until.ts';
import { type AnyCluster, namedCluster } from './any-cluster.ts';
import { type KubeRig, type KubeRigOptions, kubeRig } from './submit-rig.ts';
import type { TestCluster } from './test-cluster.ts';

/** A sweep on a cluster that is looked at. */
export interface LookRig<C extends AnyCluster> extends AsyncDisposable {
  readonly cluster: C;
  readonly kube: KubeRig;
  readonly look: (host?: Host) => Promise<Refreshed>;
  /** Waits, as `mrun wait` does. */
  readonly watch: () => ReturnType<typeof watchCluster>;
  /** The same, once it hears of every change; of what went before, the cluster knows no more. */
  readonly watching: () => Promise<{ readonly ended: ReturnType<typeof watchCluster> }>;
  readonly cancel: (runs: 'all' | readonly number[]) => Promise<Refreshed>;
  /** `succeeded 1`, `failed 2: exit 3`, … : state, attempt and reason of each run. */
  readonly states: () => readonly string[];
  /** Looks until something is so. */
  readonly lookUntil: (isSo: () => boolean | Promise<boolean>, seconds?: number) => Promise<void>;
  /** Waits without a look. */
  readonly until: (isSo: () => boolean | Promise<boolean>, seconds?: number) => Promise<void>;
}

/** Submits a sweep to a cluster, which goes with it. */
export async function lookRig<C extends AnyCluster>(
  started: C | Promise<C>,
  options: KubeRigOptions,
): Promise<LookRig<C>> {
  const cluster = await started;
  const rig = await lookOn(cluster, options);
  return {
    ...rig,
    [Symbol.asyncDispose]: async () => {
      await rig[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

/** Submits a sweep to a cluster that others use, too. */
export async function lookOn<C extends AnyCluster>(
  cluster: C,
  options: KubeRigOptions,
): Promise<LookRig<C>> {
  const kube = await kubeRig(cluster, options);
  const { host, sweep } = kube.rig;
  await kube.submit();
  const look = (by: Host = host): Promise<Refreshed> => refreshSweep(by, sweep, { force: true });
  const states = (): readonly string[] => {
    const status = sweep.status();
    return options.runs.map((_, index) => {
      const { state, attempt, reason } = status.of(index);
      return `${state} ${attempt}${reason === null ? '' : `: ${reason.kind}`}`;
    });
  };
  const found = (): string => `what it waits for; its runs are ${states().join(', ')}`;
  return {
    cluster,
    kube,
    look,
    watch: () => watchCluster(host, sweep),
    watching: async () => {
      const { promise: seen, resolve } = Promise.withResolvers<void>();
      const ended = watchCluster(host, sweep, { observe: () => resolve() });
      await seen;
      if (isTestCluster(cluster)) await until(() => cluster.watches.count() === 2, 'two watches');
      return { ended };
    },
    cancel: (runs) => cancelOnCluster(host, sweep, runs),
    states,
    lookUntil: (isSo, seconds = patience) =>
      until(
        async () => {
          if (await isSo()) return true;
          await look();
          return await isSo();
        },
        found,
        seconds,
      ),
    until: (isSo, seconds = patience) => until(isSo, found, seconds),
    [Symbol.asyncDispose]: () => kube[Symbol.asyncDispose](),
  };
}

const isTestCluster = (cluster: AnyCluster): cluster is TestCluster => 'watches' in cluster;

/** Seconds. Real controllers take their time. */
const patience = namedCluster === undefined ? 50 : 250;
