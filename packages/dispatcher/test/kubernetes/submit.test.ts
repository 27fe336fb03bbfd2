import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const runsThat = (count: number, script = ':') => Array.from({ length: count }, () => ({ script }));
const everyRunOnce = (count: number) => Array.from({ length: count }, (_, index) => `${index} 1`);

describe('a submission to Kubernetes', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
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
    expect(cluster.job(batches[0]?.token ?? '').status).toMatchObject({ completedIndexes: '0-2' });
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

  test.for([
    ['a Job is made and the connection breaks', /\/jobs$/, 'reset', 'after'],
    ['a Job is made and the server says 500', /\/jobs$/, 500, 'after'],
    ['a Job is not made and the connection breaks', /\/jobs$/, 'reset', 'before'],
    ['the server is too busy for a Job', /\/jobs$/, 429, 'before'],
    ['the server fails for a ConfigMap', /\/configmaps$/, 503, 'before'],
    ['a ConfigMap is made and the connection breaks', /\/configmaps$/, 'reset', 'after'],
  ] as const)('starts every run once when %s', async ([, path, code, effect]) => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(3) });
    cluster.fail({ method: 'POST', path, code, effect });
    const { waiting, unresolved } = await sweep.submit();
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
  });

  test('releases a Job whose release went unheard', async () => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(2) });
    cluster.fail({ method: 'PATCH', path: /\/jobs\//, code: 403 });
    const first = await sweep.submit();
    expect(first).toMatchObject({ waiting: 0, trouble: expect.stringContaining('forbidden') });
    expect(sweep.ledger()).toEqual([]);
    await sweep.submit({ takes: 'resume' });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(2));
  });

  test.for([
    ['Jobs', /\/jobs$/, 403],
    ['ConfigMaps', /\/configmaps$/, 403],
    ['what is invalid', /\/jobs$/, 422],
  ] as const)(
    'that is refused %s leaves nothing there, and its runs planned',
    async ([, path, code]) => {
      await using sweep = await kubeRig(cluster, { runs: runsThat(2) });
      const jobs = cluster.jobs().length;
      cluster.fail({ method: 'POST', path, code, message: 'not for you' });
      const { waiting, refused } = await sweep.submit();
      expect({ waiting, refused }).toEqual({ waiting: 2, refused: 'not for you' });
      expect(cluster.jobs().length).toBe(jobs);
      expect(sweep.rig.status().counts).toMatchObject({ planned: 2 });
    },
  );

  test('that finds no server says so, and goes on when it is there again', async () => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(2) });
    await cluster.stop();
    const { trouble, waiting } = await sweep.submit();
    await cluster.start();
    expect(trouble).toContain('ECONNREFUSED');
    expect(waiting).toBe(2);
    await sweep.submit({ takes: 'resume' });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(2));
  });

  test('waits where a quota has no room', async () => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(2) });
    cluster.fail({
      method: 'POST',
      path: /\/jobs$/,
      code: 403,
      message:
        'jobs.batch "x" is forbidden: exceeded quota: compute, requested: count/jobs.batch=1',
    });
    expect((await sweep.submit()).waiting).toBe(0);
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(2));
  });

  test('leaves a Job of somebody else alone that has its name', async () => {
    await using sweep = await kubeRig(cluster, { runs: runsThat(1) });
    expect(await sweep.submitWith({ kind: 'kill on', verb: 'ask', on: '/jobs', from: 1 })).toBe(
      'SIGKILL',
    );
    const [token = ''] = sweep.rig.status().batches.keys();
    const container = { name: 'x', image: 'x', command: ['true'] };
    await cluster.ask('POST', '/apis/batch/v1/namespaces/default/jobs', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: token },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    });
    const { batches } = await sweep.submit({ takes: 'resume' });
    expect(batches.map((batch) => batch.token)).not.toContain(token);
    await sweep.ended();
    expect(sweep.ledger()).toEqual(['0 1']);
    expect(cluster.job(token).spec.template.spec.containers).toMatchObject([container]);
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
    expect(cluster.job(batch?.token ?? '').status).toMatchObject({ succeeded: 1 });
    const text = JSON.stringify([cluster.jobs(), decoded(cluster.objects('configmaps'))]);
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
