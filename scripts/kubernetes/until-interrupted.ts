import { once } from 'node:events';
import type { RealCluster } from '../../packages/dispatcher/test/kubernetes/real-cluster.ts';

/** Says how to reach a cluster, and keeps it until Ctrl-C. */
export async function untilInterrupted(cluster: RealCluster): Promise<void> {
  console.log(`Kubernetes is running; its files are in ${cluster.directory}.
  export KUBECONFIG=${cluster.adminKubeconfig}            # may do all
  export KUBECONFIG=${cluster.kubeconfig}     # may do what docs/kubernetes.md asks for, in ${cluster.namespace}
Ctrl-C ends it.`);
  // A pending promise alone does not keep Node alive.
  const alive = setInterval(() => undefined, 1 << 30);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(alive);
}
