import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from './api/faults.ts';
import { hasContainers } from './has-containers.ts';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const jobs = /\/jobs$/;
const maps = /\/configmaps$/;
const secrets = /\/secrets$/;
const release = /\/jobs\//;

describe.runIf(hasContainers)('a submission that is stopped at a write', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test.for([
    ['the server is away for each Job', { method: 'POST', path: jobs, code: 503, times: 100 }],
    [
      'each Job is made and its answer lost',
      { method: 'POST', path: jobs, code: 'reset', effect: 'after', times: 100 },
    ],
    ['a ConfigMap is too large', { method: 'POST', path: maps, code: 413 }],
    ['no ConfigMap is made', { method: 'POST', path: maps, code: 500, times: 100 }],
    [
      'ConfigMaps are made and no answer comes',
      { method: 'POST', path: maps, code: 'reset', effect: 'after', times: 100 },
    ],
    ['the Secret is refused', { method: 'POST', path: secrets, code: 403 }],
    [
      'the Secret is made and its answer lost',
      { method: 'POST', path: secrets, code: 500, effect: 'after', times: 100 },
    ],
    ['the release conflicts', { method: 'PATCH', path: release, code: 409 }],
    [
      'the release is done and its answer lost',
      { method: 'PATCH', path: release, code: 'reset', effect: 'after', times: 100 },
    ],
    ['the release is put off', { method: 'PATCH', path: release, code: 429, retryAfter: 1 }],
  ] as const satisfies readonly (readonly [string, FaultRule])[])(
    'goes on with mrun resume, and starts every run once, when %s',
    async ([, rule]) => {
      await using sweep = await kubeRig(cluster, {
        // Of two kinds: they are two Jobs.
        runs: [1, 2].map((cpu) => ({ script: '[ "$KEY" = hidden ]', resources: { cpu } })),
        env: { KEY: 'hidden' },
        setup: { secrets: ['KEY'] },
      });
      const own = () =>
        cluster
          .jobs()
          .filter(({ metadata }) => sweep.rig.sweep.status().batches.has(metadata.name));
      cluster.fail(rule);
      await sweep.trySubmit();
      cluster.heal();
      await sweep.trySubmit({ takes: 'resume' });
      await sweep.ended();
      expect(sweep.ledger().toSorted()).toEqual(['0 1', '1 1']);
      expect(own().map(({ spec }) => spec.suspend)).toEqual([false, false]);
      expect(own().map(({ status }) => status?.succeeded)).toEqual([1, 1]);
    },
  );
});
