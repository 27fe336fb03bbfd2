import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { jobOf, must, objectsIn } from './cluster-objects.ts';
import { kubeRig, runsPods } from './submit-rig.ts';

const runsThat = (count: number, script = ':') => Array.from({ length: count }, () => ({ script }));
const everyRunOnce = (count: number) => Array.from({ length: count }, (_, index) => `${index} 1`);

describe.runIf(runsPods)('a submission to Kubernetes', () => {
  let cluster: AnyCluster;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('starts every run once, in its project, with its parameters', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: runsThat(3, '[ "$(cat train.txt)" = "the project" ]'),
    });
    const { batches, waiting, unresolved } = await sweep.submit();
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    expect(batches).toMatchObject([{ runs: 3, tasks: 3, held: false }]);
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
    expect((await jobOf(cluster, batches[0]?.token)).status).toMatchObject({
      completedIndexes: '0-2',
    });
  });

  test.for([
    ['before its intent is written', { verb: 'append', on: 'events/launcher', from: 2 }],
    ['in the middle of its intent', { verb: 'append on', on: 'events/launcher', from: 2 }],
    ['before it keeps what it submits', { verb: 'replace', on: '/batches/mr-', from: 1 }],
    ['before the cluster hears of it', { verb: 'ask', on: '/jobs', from: 1 }],
    ['when the Job is made', { verb: 'answered', on: '/jobs', from: 1 }],
    ['before the first ConfigMap', { verb: 'ask', on: '/configmaps', from: 1 }],
    ['before the second ConfigMap', { verb: 'ask', on: '/configmaps', from: 2 }],
    ['when all ConfigMaps are made', { verb: 'answered', on: '/configmaps', from: 2 }],
    ['before the answer is written', { verb: 'append', on: 'events/launcher', from: 3 }],
    ['in the middle of the answer', { verb: 'append on', on: 'events/launcher', from: 3 }],
    ['before the Job is released', { verb: 'ask', on: 'PATCH', from: 1 }],
    ['when the Job is released', { verb: 'answered', on: 'PATCH', from: 1 }],
    ['before it says that it left', { verb: 'append', on: 'events/launcher', from: 4 }],
  ] as const)('killed %s, starts every run once after mrun resume', async ([, at]) => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(3) });
    expect(await sweep.submitWith({ kind: 'kill on', ...at })).toBe('SIGKILL');
    const { waiting, unresolved, trouble } = await sweep.submit({ takes: 'resume' });
    expect({ waiting, unresolved, trouble }).toEqual({
      waiting: 0,
      unresolved: [],
      trouble: undefined,
    });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
  });

  test('leaves a Job of somebody else alone that has its name', async () => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(1) });
    expect(await sweep.submitWith({ kind: 'kill on', verb: 'ask', on: '/jobs', from: 1 })).toBe(
      'SIGKILL',
    );
    const [token = ''] = sweep.rig.status().batches.keys();
    const container = { name: 'x', image: 'x', command: ['true'] };
    await must(cluster, 'POST', `/apis/batch/v1/namespaces/${cluster.namespace}/jobs`, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: token },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    });
    const { batches } = await sweep.submit({ takes: 'resume' });
    expect(batches.map((batch) => batch.token)).not.toContain(token);
    await sweep.ended();
    expect(sweep.ledger()).toEqual(['0 1']);
    expect((await jobOf(cluster, token)).spec.template.spec.containers).toMatchObject([container]);
  });

  test('values of secrets reach runs, and stand in no Job, ConfigMap or file of the sweep', async () => {
    const value = `pass'word "$x" \\`;
    await using sweep = await kubeRig(cluster, {
      runs: [
        {
          script: `[ "$(printf %s "$TOKEN" | wc -c)" = ${value.length} ] && [ "$OWN" = own-secret ]`,
          secrets: ['OWN'],
        },
      ],
      env: { TOKEN: value, OWN: 'own-secret' },
      setup: { secrets: ['TOKEN'] },
    });
    const { batches } = await sweep.submit();
    await sweep.ended();
    const [batch] = batches;
    expect((await jobOf(cluster, batch?.token)).status).toMatchObject({ succeeded: 1 });
    const text = JSON.stringify([
      await cluster.jobs(),
      decoded(await objectsIn(cluster, 'configmaps')),
    ]);
    expect(text).not.toContain("pass'word");
    expect(sweep.rig.allText()).not.toContain("pass'word");
  });
});

/** ConfigMaps with what is in them, packed or not. */
const decoded = (maps: readonly object[]): readonly string[] =>
  maps.flatMap((map) =>
    Object.values((map as { binaryData?: { [name: string]: string } }).binaryData ?? {}).map(
      (base64) => {
        const bytes = Buffer.from(base64, 'base64');
        return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
      },
    ),
  );
