/**
 * Runs the tests that hold on every Kubernetes on the real thing: API server, controllers and scheduler of a release, built from their Go
 * modules into a cache directory, with the tests' own node agent, which runs containers as processes.
 *
 *   pnpm test:kubernetes [FILE …]     those tests, or all of `kubernetes/run-cluster-tests.ts`
 *   pnpm test:kubernetes --build      only builds
 *   pnpm test:kubernetes --serve      starts a cluster, says how to reach it, and keeps it until Ctrl-C
 */
import { parseArgs } from 'node:util';
import { startRealCluster } from '../packages/dispatcher/test/kubernetes/real-cluster.ts';
import { buildControlPlane } from './kubernetes/build-control-plane.ts';
import { runClusterTests } from './kubernetes/run-cluster-tests.ts';
import { untilInterrupted } from './kubernetes/until-interrupted.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  allowPositionals: true,
  options: {
    build: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
  },
});

const problem = buildControlPlane();
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
} else if (!values.build) {
  await using cluster = await startRealCluster();
  if (values.serve) await untilInterrupted(cluster);
  else process.exitCode = await runClusterTests(cluster, positionals);
}
