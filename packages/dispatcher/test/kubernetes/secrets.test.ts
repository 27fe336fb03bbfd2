import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookOn } from './look-rig.ts';
import { runsPods } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const value = 'very-secret-word';
const setup = { env: {}, envFiles: [], secrets: ['TOKEN'], modulesToLoad: [], link: [] };

/** Everything that files below a directory hold. */
const allText = (directory: string): string =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1'))
    .join('\n');

describe.runIf(runsPods)('values of secrets on Kubernetes', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('are gone from the cluster when all of their runs is here, while the Jobs stay', async () => {
    await using rig = await lookOn(cluster, {
      runs: [{ script: `[ "$TOKEN" = ${value} ]` }],
      env: { TOKEN: value },
      setup,
    });
    const { sweep } = rig.kube.rig;
    expect(cluster.objects('secrets')).toHaveLength(1);
    await rig.watch();
    expect(rig.states()).toEqual(['succeeded 1']);
    expect(cluster.objects('secrets')).toEqual([]);
    const [token = ''] = sweep.status().batches.keys();
    expect(cluster.job(token).spec.ttlSecondsAfterFinished).toBe(86_400);
  });

  test('reach a set-up on the volume, and no object, request or file there', async () => {
    const seen = cluster.requests.length;
    await using rig = await lookOn(cluster, {
      project: { 'data.bin': randomBytes(4_000_000).toString('base64') },
      runs: [{ script: 'cat prepared' }],
      env: { TOKEN: value },
      kubernetes: { pvc: 'prepared', default_pvc_size: '1Gi' },
      setup: { ...setup, setup: `printf %s "$TOKEN" | tr a-z A-Z >prepared` },
    });
    await rig.watch();
    expect(rig.kube.rig.read(0, 'log.1')).toBe(value.toUpperCase());
    expect(allText(`${cluster.directory}/claims/default/prepared`)).not.toContain(value);
    const objects = ['jobs', 'pods', 'configmaps', 'events'].flatMap((kind) =>
      cluster.objects(kind),
    );
    expect(JSON.stringify(objects)).not.toContain(value);
    expect(JSON.stringify(cluster.requests.slice(seen))).not.toContain(value);
  });
});
