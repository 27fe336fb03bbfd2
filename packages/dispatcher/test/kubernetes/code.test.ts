import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeThere } from '../../src/backends/remove-there.ts';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { jobOf, must, namesOf } from './cluster-objects.ts';
import { kubeRig, runsPods } from './submit-rig.ts';

/** Nothing packs it any smaller. */
const noise = (bytes: number): string =>
  randomBytes(bytes / 2)
    .toString('latin1')
    .slice(0, bytes);

const amounts = (part: string) => [
  [`${part}.cpu`, '8'],
  [`${part}.memory`, '8Gi'],
];

describe.runIf(runsPods)('code on Kubernetes', () => {
  let cluster: AnyCluster;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('comes in as many ConfigMaps as it takes', async () => {
    const text = noise(1_600_000);
    await using sweep = await kubeRig(cluster, {
      project: { 'data/big.txt': text },
      runs: [{ script: `[ "$(wc -c <data/big.txt)" = ${Buffer.byteLength(text)} ]` }],
    });
    const { batches } = await sweep.submit();
    await sweep.ended();
    expect((await jobOf(cluster, batches[0]?.token)).status).toMatchObject({ succeeded: 1 });
    const maps = (await namesOf(cluster, 'configmaps')).filter((name) => name.includes('-code-'));
    expect(maps.length).toBeGreaterThan(1);
  });

  test('that is too large for ConfigMaps is put onto the volume, once for all sweeps', async () => {
    const text = noise(5_000_000);
    const options = {
      project: { 'data/big.txt': text, 'train.sh': 'wc -c <data/big.txt' },
      runs: [{ script: `[ "$(sh train.sh)" = ${Buffer.byteLength(text)} ]` }],
      kubernetes: { pvc: 'mrunner', defaultPvcSize: '1Gi', default_pvc_size: '1Gi' },
    };
    for (const isSent of [true, false]) {
      await using sweep = await kubeRig(cluster, options);
      const sent: number[] = [];
      const { batches } = await sweep.submit({
        observe: (event) => {
          if (event.type === 'sending') sent.push(event.files);
        },
      });
      expect(sent).toEqual(isSent ? [2] : []);
      await sweep.ended();
      expect((await jobOf(cluster, batches[0]?.token)).status).toMatchObject({ succeeded: 1 });
    }
    const jobs = (await cluster.jobs()).map(({ metadata }) => metadata.name);
    expect(jobs.filter((name) => name.startsWith('mr-files-'))).toEqual([]);
  });

  test('is put onto the volume also where a quota wants to know what each pod may have', async () => {
    await using own = await anyCluster();
    await must(own, 'POST', `/api/v1/namespaces/${own.namespace}/resourcequotas`, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'compute' },
      spec: { hard: Object.fromEntries(['requests', 'limits'].flatMap(amounts)) },
    });
    await using sweep = await kubeRig(own, {
      project: { 'data/big.txt': noise(5_000_000) },
      runs: [{ script: '[ -s data/big.txt ]', resources: { cpu: 1, mem: 256 } }],
      kubernetes: { pvc: 'mrunner', default_pvc_size: '1Gi', devices: { cpu: '1' } },
    });
    const { batches } = await sweep.submit();
    await sweep.ended();
    expect((await jobOf(own, batches[0]?.token)).status).toMatchObject({ succeeded: 1 });
  });

  test('on the volume goes with the last sweep that uses it', async () => {
    const options = {
      project: { 'data/big.txt': noise(5_000_000) },
      runs: [{ script: '[ -s data/big.txt ]' }],
      kubernetes: { pvc: 'kept', default_pvc_size: '1Gi' },
    };
    await using first = await kubeRig(cluster, options);
    await using second = await kubeRig(cluster, options);
    const trees = join(cluster.claimPath('kept') ?? '', '.mrunner/code');
    for (const { submit, ended } of [first, second]) {
      await submit();
      await ended();
    }
    expect(readdirSync(trees)).toHaveLength(1);
    await removeThere(first.rig.host, first.rig.sweep);
    expect(readdirSync(trees)).toHaveLength(1);
    await removeThere(second.rig.host, second.rig.sweep);
    expect(readdirSync(trees)).toEqual([]);
  });

  test.for([
    ['in a ConfigMap', {}],
    ['on the volume', { pvc: 'restoring', default_pvc_size: '1Gi' }],
  ] as const)('comes with what runs start from, %s', async ([, keys]) => {
    const from = mkdtempSync(join(tmpdir(), 'from-'));
    mkdirSync(join(from, 'checkpoint'));
    writeFileSync(join(from, 'checkpoint/weights'), 'from here\n');
    symlinkSync(join(from, 'checkpoint'), join(from, 'latest'));
    await using sweep = await kubeRig(cluster, {
      project: { 'train.sh': 'cat "$RESOURCE_DIR_PATH/latest/weights"' },
      runs: [{ script: 'sh train.sh >>/ledger/starts', restoreFrom: join(from, 'latest') }],
      kubernetes: keys,
    });
    await sweep.submit();
    await sweep.ended();
    expect(sweep.ledger()).toEqual(['0 1', 'from here']);
    rmSync(from, { recursive: true });
  });

  test('that is too large, without a volume, is a problem that says what to do', async () => {
    await using sweep = await kubeRig(cluster, {
      project: { 'data/big.txt': noise(5_000_000) },
      runs: [{ script: ':' }],
    });
    const submitted = await sweep.trySubmit();
    expect(submitted).toMatchObject({ ok: false, problems: [{ kind: 'limit' }] });
    expect(sweep.ledger()).toEqual([]);
  });
});
