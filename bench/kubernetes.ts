// 10,000 runs submitted to Kubernetes, and summarised: to the API server of the tests, which does the work of a real one but writes
// nothing to a disk, and takes 10 ms longer for each request, as a cluster that is some way off. No node is there: nothing runs.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestCluster } from '../packages/dispatcher/test/kubernetes/test-cluster.ts';
import { row } from './row.ts';

const program = fileURLToPath(new URL('../packages/cli/bin/mrun.js', import.meta.url));
const latency = 10;
await using cluster = await startTestCluster({ nodes: 0, latency });
const directory = join(cluster.directory, 'project');
mkdirSync(directory);
const env = {
  PATH: process.env.PATH ?? '',
  HOME: directory,
  XDG_STATE_HOME: join(directory, 'state'),
};

/** Seconds that a command takes, and how many requests. */
const mrun = async (...words: readonly string[]): Promise<{ seconds: number; asked: number }> => {
  const begun = performance.now();
  const before = cluster.requests.length;
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mrun ${words.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, asked: cluster.requests.length - before };
};

const keys = `backend: kubernetes, kubeconfig: ${cluster.kubeconfig}, image: none, storage_dir: /work, parallel: 4`;
writeFileSync(
  join(directory, 'mrunner.yaml'),
  `contexts:\n  plain: {${keys}}\n  packed: {${keys}, pack: 20}\n`,
);
writeFileSync(
  join(directory, 'many.yaml'),
  'script: /bin/true\nargs: none\ngrid: {seed: {range: 10000}}\n',
);

for (const context of ['plain', 'packed']) {
  const before = cluster.jobs().length + cluster.objects('configmaps').length;
  const submitted = await mrun('run', 'many.yaml', '--context', context, '-y', '--quiet');
  const objects = cluster.jobs().length + cluster.objects('configmaps').length - before;
  row(
    context === 'plain' ? '10,000 runs submitted to Kubernetes' : '… with `pack: 20`',
    `${submitted.seconds.toFixed(1)} s; ${objects} objects, ${submitted.asked} requests of ${latency} ms`,
  );
}
const status = await mrun('status');
row('… their summary, `mrun status`', `${status.seconds.toFixed(2)} s; ${status.asked} requests`);
