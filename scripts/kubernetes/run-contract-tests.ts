import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { binaryDirectory } from '../../packages/dispatcher/test/kubernetes/real/binaries.ts';
import type { RealCluster } from '../../packages/dispatcher/test/kubernetes/real-cluster.ts';

/** Tests that hold on any cluster. */
const contractTests = ['packages/dispatcher/test/kubernetes/contract'];

/** Runs tests against a cluster, with the kubectl of its release; vitest's exit code. */
export async function runContractTests(
  cluster: RealCluster,
  files: readonly string[],
): Promise<number> {
  const child = spawn('vitest', ['run', ...(files.length > 0 ? files : contractTests)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [binaryDirectory(), process.env.PATH].join(delimiter),
      MRUNNER_TEST_KUBECONFIG: cluster.kubeconfig,
      MRUNNER_TEST_KUBECONFIG_MINIMAL: cluster.minimalKubeconfig,
    },
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
