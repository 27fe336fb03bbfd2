import type { Context } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { checkKubernetes } from '../../src/kubernetes/submit/check-kubernetes.ts';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { contextOn } from './context-on.ts';
import { runsPods } from './submit-rig.ts';

const check = (context: Context, resources: Context['resources'] = {}) =>
  checkKubernetes(nodeHost(), {
    contexts: [context],
    variants: [{ context, resources, count: 3, index: 0 }],
  });

describe.runIf(runsPods)('a check before anything is recorded', () => {
  let cluster: AnyCluster;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('asks for the version and tries the Job of each kind of run, and leaves nothing there', async () => {
    const { gitVersion } = (await cluster.ask('GET', '/version')).body as { gitVersion: string };
    expect(await check(await contextOn(cluster), { cpu: 2, mem: 512 })).toMatchObject({
      ok: true,
      value: { version: gitVersion },
    });
    expect(await cluster.jobs()).toEqual([]);
  });

  test('tells what a cluster says against it, all at once', async () => {
    const context = await contextOn(cluster, { pvc: 'nowhere', labels: { 'a b': 'c' } });
    const checked = await check(context);
    const paths = checked.ok ? [] : checked.problems.map(({ path }) => path);
    expect(paths).toEqual(['contexts.local.pvc', 'contexts.local']);
  });

  test('tells what a run asks for and Kubernetes has no word for', async () => {
    const checked = await check(await contextOn(cluster), { nodes: 2, partition: 'gpu' });
    const paths = checked.ok ? [] : checked.problems.map(({ path }) => path);
    expect(paths).toEqual(['contexts.local.resources.nodes', 'contexts.local.resources.partition']);
  });
});
