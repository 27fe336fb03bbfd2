import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { checkKubernetes } from '../../src/kubernetes/submit/check-kubernetes.ts';
import { lookOver } from '../../src/kubernetes/submit/look-over.ts';
import { contextOn } from './context-on.ts';
import { lookOn } from './look-rig.ts';
import { runsPods } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

/** Without the directory of this machine that rigs mount. */
const noMounts = { volumes: [] };
const restricted = { ...noMounts, pod_security: 'restricted', run_as_user: 1000, fs_group: 2000 };

describe.runIf(runsPods)('a namespace that takes no pods of root', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const type = 'application/merge-patch+json';
    await cluster.ask('PATCH', '/api/v1/namespaces/default', { metadata: { labels } }, type);
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('is told of before anything is recorded, and by doctor, with the keys to write', async () => {
    const context = await contextOn(cluster, noMounts);
    const problem = {
      path: 'contexts.local',
      message: expect.stringContaining('profile restricted'),
      details: [expect.stringContaining('pod_security: restricted, and run_as_user: 1000')],
    };
    const variants = [{ context, resources: {}, count: 1, index: 0 }];
    expect(await checkKubernetes(nodeHost(), { contexts: [context], variants })).toMatchObject({
      ok: false,
      problems: [problem],
    });
    expect(await lookOver(nodeHost(), context)).toMatchObject({
      ok: true,
      value: { problems: [problem] },
    });
    const well = await contextOn(cluster, restricted);
    const again = [{ context: well, resources: {}, count: 1, index: 0 }];
    expect(await checkKubernetes(nodeHost(), { contexts: [well], variants: again })).toMatchObject({
      ok: true,
    });
  });

  test.each([
    ['without a volume', {}],
    ['with a volume', { pvc: 'runs', default_pvc_size: '1Gi' }],
    ['packed', { pack: 1 }],
    ['packed, with a volume', { pack: 1, pvc: 'runs', default_pvc_size: '1Gi' }],
  ])('has runs of another user, %s', async (_, keys) => {
    const script =
      'id -u; id -G; echo weights >"$RESOURCE_DIR_PATH/model.bin"; echo 1 >"$RESOURCE_DIR_PATH/result.json"; cat train.txt';
    await using rig = await lookOn(cluster, {
      runs: [{ script: ['sh', '-c', script] }, { script: ['sh', '-c', script] }],
      kubernetes: { ...restricted, ...keys },
    });
    await rig.watch();
    expect(rig.states()).toEqual(['succeeded 1', 'succeeded 1']);
    expect(rig.kube.rig.read(1, 'log.1')).toBe('1000\n0 2000\nthe project\n');
    expect(rig.kube.rig.read(1, 'result.json')).toBe('1\n');
  });
});
