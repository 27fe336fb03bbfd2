import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '@mrunner/core';
import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { checkKubernetes } from '../../src/kubernetes/submit/check-kubernetes.ts';
import { lookOver } from '../../src/kubernetes/submit/look-over.ts';
import { contextOn } from './context-on.ts';
import { hasContainers } from './has-containers.ts';
import { startTestCluster } from './test-cluster.ts';

const check = (context: Context) =>
  checkKubernetes(nodeHost(), {
    contexts: [context],
    variants: [{ context, resources: {}, count: 3, index: 0 }],
  });

describe.runIf(hasContainers)('a check of a cluster where something is wrong', () => {
  test('tells of a namespace that there is not', async () => {
    // Where not everybody may look at all namespaces, the answer would be that this one may not.
    await using cluster = await startTestCluster({ nodes: 0 });
    const checked = await check(await contextOn(cluster, { namespace: 'nowhere' }));
    expect(checked).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('no namespace nowhere') }],
    });
  });

  test('tells of a server that is too old', async () => {
    await using old = await startTestCluster({ version: '1.28', nodes: 0 });
    expect(await check(await contextOn(old))).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('expected Kubernetes 1.29 or newer') }],
    });
  });

  test('tells of a server that is not there within seconds', async () => {
    const gone = await startTestCluster({ nodes: 0 });
    const context = await contextOn(gone);
    await gone.stop();
    expect(await check(context)).toMatchObject({ ok: false, problems: [{ kind: 'unreachable' }] });
    await gone[Symbol.asyncDispose]();
  });

  test('tells of permissions that are missing, and which of them are vital', async () => {
    await using strict = await startTestCluster({ nodes: 0 });
    strict.deny({ verb: 'create', resource: 'pods', subresource: 'exec' });
    strict.deny({ verb: 'list', resource: 'jobs' });
    const context = await contextOn(strict);
    const look = await lookOver(nodeHost(), context);
    const lacking = look.ok ? (look.value.lacking ?? []) : [];
    expect(lacking.map(({ verb, resource, isVital }) => [verb, resource, isVital])).toEqual([
      ['list', 'jobs', true],
      ['create', 'pods/exec', false],
    ]);
  });
});

describe.runIf(hasContainers)('the kubeconfig', () => {
  test('is found as kubectl finds it, the first file that says something counts', async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    const other = join(cluster.directory, 'other');
    writeFileSync(
      other,
      readFileSync(cluster.kubeconfig, 'utf8').replaceAll(cluster.url, 'https://127.0.0.1:9'),
    );
    const env = {
      KUBECONFIG: `${join(cluster.directory, 'missing')}:${cluster.kubeconfig}:${other}`,
    };
    const api = await kubeApi({ ...nodeHost(), env }, { name: 'x', kubernetes: {} });
    if (!api.ok) throw new Error(JSON.stringify(api.problems));
    expect(api.value.server).toBe(cluster.url);
    expect(await api.value.list('pods', {})).toMatchObject({ kind: 'listed', items: [] });
    api.value.close();
  });

  test('without the context that is wanted names those it has', async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    const kubernetes = { kubeconfig: cluster.kubeconfig, kube_context: 'lab' };
    expect(await kubeApi(nodeHost(), { name: 'x', kubernetes })).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('has no context lab; it has test') }],
    });
  });

  test('whose token is not known any more asks for a login, and nothing is concluded', async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    const kubernetes = { kubeconfig: cluster.kubeconfig };
    const api = await kubeApi(nodeHost(), { name: 'x', kubernetes });
    if (!api.ok) throw new Error(JSON.stringify(api.problems));
    cluster.fail({ code: 401, times: 9 });
    expect(await api.value.list('pods', {})).toMatchObject({ kind: 'unreached', wantsLogin: true });
    api.value.close();
  });
});
