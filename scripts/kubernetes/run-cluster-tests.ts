import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { binaryDirectory } from '../../packages/dispatcher/test/kubernetes/real/binaries.ts';
import type { RealCluster } from '../../packages/dispatcher/test/kubernetes/real-cluster.ts';

/** Tests that hold on any cluster, and those of the real control plane alone. */
const clusterTests = [
  'packages/dispatcher/test/kubernetes/contract',
  'packages/dispatcher/test/kubernetes/real',
  ...['batches', 'check', 'code', 'look', 'steer', 'submit', 'disturbances'].map(
    (name) => `packages/dispatcher/test/kubernetes/${name}.test.ts`,
  ),
  'packages/dispatcher/test/conformance',
  'examples/penguins-on-kubernetes.test.ts',
];

/** Real controllers wait 10 s, 20 s, … before the next pod of an index. */
const testTimeout = 300_000;

/** Runs tests against a cluster, with the kubectl of its release, and says how they ended; vitest's exit code. */
export async function runClusterTests(
  cluster: RealCluster,
  files: readonly string[],
): Promise<number> {
  const words = ['run', `--testTimeout=${testTimeout}`];
  const child = spawn('vitest', [...words, ...(files.length > 0 ? files : clusterTests)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [binaryDirectory(), process.env.PATH].join(delimiter),
      MRUNNER_TEST_KUBECONFIG: cluster.adminKubeconfig,
      MRUNNER_TEST_CLUSTER_DIRECTORY: cluster.directory,
    },
  });
  const startedAt = Date.now();
  const [code] = await once(child, 'exit');
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const { body } = await cluster.ask('GET', '/version');
  const { gitVersion } = body as { gitVersion: string };
  const end = code === 0 ? 'all tests above passed' : `tests failed (vitest: ${code ?? 'killed'})`;
  console.log(`Kubernetes ${gitVersion}: ${end}, after ${seconds} s.`);
  return typeof code === 'number' ? code : 1;
}
