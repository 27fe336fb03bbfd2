import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../slurm/run-command.ts';
import { until } from '../slurm/until.ts';
import { hasKubectl } from './has-containers.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

// Kubernetes' own client is an honest judge of what the test cluster answers.

const kubectl = (cluster: TestCluster, ...words: string[]) =>
  runCommand(['kubectl', ...words], {
    PATH: process.env.PATH,
    KUBECONFIG: cluster.kubeconfig,
    HOME: cluster.directory,
  });

function manifest(cluster: TestCluster, object: object): string {
  const path = join(cluster.directory, 'manifest.json');
  writeFileSync(path, JSON.stringify(object));
  return path;
}

const container = (script: string) => ({
  name: 'main',
  image: 'image',
  command: ['sh', '-c', script],
});

const job = (name: string, script: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    completionMode: 'Indexed',
    completions: 2,
    parallelism: 2,
    backoffLimitPerIndex: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 5,
        containers: [container(script)],
      },
    },
  },
});

const pod = (name: string, script: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 5,
    containers: [container(script)],
  },
});

const isRunning = (cluster: TestCluster, name: string) => () =>
  cluster
    .pods()
    .some(({ metadata, status }) => metadata.name === name && status.phase === 'Running');

/** What a command has written so far. */
function output(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return () => text;
}

function start(cluster: TestCluster, ...words: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, KUBECONFIG: cluster.kubeconfig, HOME: cluster.directory };
  return spawn('kubectl', words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

test.runIf(hasKubectl)(
  'kubectl applies on its own side and on the server’s, waits, and deletes with all that belongs to a Job',
  async () => {
    await using cluster = await startTestCluster();
    const path = manifest(cluster, job('sweep', 'echo index $JOB_COMPLETION_INDEX'));
    const made = await kubectl(cluster, 'apply', '--validate=false', '-f', path);
    expect(made).toMatchObject({ code: 0, stdout: 'job.batch/sweep created\n' });
    const waited = await kubectl(
      cluster,
      'wait',
      '--for=condition=complete',
      'job/sweep',
      '--timeout=30s',
    );
    expect(waited).toMatchObject({ code: 0, stdout: 'job.batch/sweep condition met\n' });
    expect((await kubectl(cluster, 'apply', '--validate=false', '-f', path)).stdout).toBe(
      'job.batch/sweep unchanged\n',
    );
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      data: { a: '1', b: '2' },
    };
    const applied = ['apply', '--server-side', '--validate=false', '-f'];
    expect((await kubectl(cluster, ...applied, manifest(cluster, map))).stdout).toBe(
      'configmap/map serverside-applied\n',
    );
    await kubectl(cluster, ...applied, manifest(cluster, { ...map, data: { a: '3' } }));
    expect(
      (await kubectl(cluster, 'get', 'configmap', 'map', '-o', 'jsonpath={.data}')).stdout,
    ).toBe('{"a":"3"}');
    await kubectl(cluster, 'label', 'configmap', 'map', 'of=me');
    expect(
      (await kubectl(cluster, 'get', 'configmap', '-l', 'of in (me)', '-o', 'name')).stdout,
    ).toBe('configmap/map\n');
    const listed = (await kubectl(cluster, 'get', 'pods', '--no-headers')).stdout;
    expect(listed).toMatch(
      /^sweep-0-\w{5} +0\/1 +Completed +0 +\d+s\nsweep-1-\w{5} +0\/1 +Completed +0 +\d+s\n$/,
    );
    const logs = (await kubectl(cluster, 'logs', '-l', 'job-name=sweep')).stdout.split('\n');
    expect(logs.sort()).toEqual(['', 'index 0', 'index 1']);
    const deleted = await kubectl(
      cluster,
      'delete',
      'job',
      'sweep',
      '--cascade=foreground',
      '--timeout=30s',
    );
    expect(deleted.code).toBe(0);
    expect(cluster.pods()).toEqual([]);
    expect(cluster.jobs()).toEqual([]);
  },
);

test.runIf(hasKubectl)(
  'kubectl watches pods from their making to their end, and follows what they write',
  async () => {
    await using cluster = await startTestCluster();
    const watch = start(cluster, 'get', 'pods', '--watch', '--output-watch-events', '--no-headers');
    const seen = output(watch);
    await until(() => cluster.watches.count() > 0, 'the watch');
    await kubectl(
      cluster,
      'apply',
      '--validate=false',
      '-f',
      manifest(cluster, pod('p', 'echo one; until [ -e /tmp/go ]; do sleep 0.05; done; echo two')),
    );
    await until(isRunning(cluster, 'p'), 'the pod');
    const follow = start(cluster, 'logs', '--follow', 'p');
    const log = output(follow);
    await until(() => log() === 'one\n', 'the first line');
    expect((await kubectl(cluster, 'exec', 'p', '--', 'touch', '/tmp/go')).code).toBe(0);
    await once(follow, 'close');
    expect(log()).toBe('one\ntwo\n');
    await until(() => /MODIFIED +p +0\/1 +Completed/.test(seen()), 'the end in the watch');
    const statuses = [...seen().matchAll(/^(\w+) +p +\S+ +(\w+)/gm)].map(
      ([, event, status]) => `${event} ${status}`,
    );
    expect(statuses[0]).toBe('ADDED Pending');
    expect(statuses).toContain('MODIFIED ContainerCreating');
    expect(statuses).toContain('MODIFIED Running');
    await kubectl(cluster, 'delete', 'pod', 'p');
    await until(() => seen().includes('DELETED'), 'the deletion in the watch');
    watch.kill();
    const tail = await kubectl(cluster, 'logs', 'p');
    expect(tail.stderr).toMatch(/\(NotFound\): pods "p" not found/);
  },
);

test.runIf(hasKubectl)('kubectl exec carries input, both outputs and the exit code', async () => {
  await using cluster = await startTestCluster();
  await kubectl(
    cluster,
    'apply',
    '--validate=false',
    '-f',
    manifest(cluster, pod('p', 'sleep 600')),
  );
  await until(isRunning(cluster, 'p'), 'the pod');
  const ended = await kubectl(
    cluster,
    'exec',
    'p',
    '--',
    'sh',
    '-c',
    'echo out; echo err >&2; exit 7',
  );
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 7, stdout: 'out\n' });
  expect(ended.stderr).toContain('err\n');
  const child = start(cluster, 'exec', 'p', '--', 'sh', '-c', 'cat /proc/1/cmdline | tr "\\0" " "');
  const text = output(child);
  await once(child, 'close');
  expect(text()).toBe('sh -c sleep 600 ');
});

test.runIf(hasKubectl)('kubectl delete gives a pod TERM and its grace', async () => {
  await using cluster = await startTestCluster();
  const script =
    'trap "echo asked >/claim/asked; exit 3" TERM; : >/claim/ready; while :; do sleep 0.05; done';
  const one = pod('p', script);
  Object.assign(one.spec, { volumes: [{ name: 'v', hostPath: { path: cluster.directory } }] });
  Object.assign(one.spec.containers[0] ?? {}, {
    volumeMounts: [{ name: 'v', mountPath: '/claim' }],
  });
  await kubectl(cluster, 'apply', '--validate=false', '-f', manifest(cluster, one));
  // That it runs does not mean that it listens to signals.
  await until(() => existsSync(join(cluster.directory, 'ready')), 'the pod');
  const deleted = await kubectl(cluster, 'delete', 'pod', 'p', '--timeout=30s');
  expect(deleted.code).toBe(0);
  const read = await runCommand(['cat', join(cluster.directory, 'asked')], process.env);
  expect(read.stdout).toBe('asked\n');
});
