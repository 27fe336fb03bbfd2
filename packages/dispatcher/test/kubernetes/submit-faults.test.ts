import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from './has-containers.ts';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const runsThat = (count: number, script = ':') => Array.from({ length: count }, () => ({ script }));
const everyRunOnce = (count: number) => Array.from({ length: count }, (_, index) => `${index} 1`);

describe.runIf(hasContainers)('a submission to a Kubernetes where something fails', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test.for([
    ['a Job is made and the connection breaks', /\/jobs$/, 'reset', 'after'],
    ['a Job is made and the server says 500', /\/jobs$/, 500, 'after'],
    ['a Job is not made and the connection breaks', /\/jobs$/, 'reset', 'before'],
    ['the server is too busy for a Job', /\/jobs$/, 429, 'before'],
    ['others change the quota that a Job counts for', /\/jobs$/, 409, 'before'],
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
});
