/**
 * A test cluster to try things on by hand, until Ctrl-C: `node --conditions=@mrunner/source packages/dispatcher/test/kubernetes/serve.ts`,
 * then `KUBECONFIG=… kubectl get pods` with the path that it prints.
 */
import { startTestCluster } from './test-cluster.ts';

const cluster = await startTestCluster();
console.log(`KUBECONFIG=${cluster.kubeconfig}`);
const end = async () => {
  await cluster[Symbol.asyncDispose]();
  process.exit(0);
};
process.on('SIGINT', end);
process.on('SIGTERM', end);
