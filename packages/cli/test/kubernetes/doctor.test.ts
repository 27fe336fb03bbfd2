import { describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import { startTestCluster } from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { podsRig } from './pods-rig.ts';

describe.skipIf(!hasContainers)('mrun doctor of a context on Kubernetes', () => {
  test('finds nothing to mend where all is well, and leaves nothing there', async () => {
    await using cluster = await startTestCluster();
    await using rig = podsRig(cluster, 'resources: {cpu: 1, mem: 1G}');
    const well = await rig.well('doctor pods');
    expect(well).toMatch(
      /^ {2}ok {4}pods cluster +https:.* answers, in .* kube context test, namespace default$/m,
    );
    expect(well).toMatch(/^ {2}ok {4}pods permissions +you may do all that runs need$/m);
    expect(well).toMatch(
      /^ {2}ok {4}pods job +the cluster takes it: image python:3\.12, 1 cpu, 1G each$/m,
    );
    expect(well).toMatch(/^All is well\.$/m);
    const { findings } = JSON.parse(await rig.well('doctor pods --json'));
    expect(findings.every(({ state }: { state: string }) => state === 'ok')).toBe(true);
    expect([...cluster.jobs(), ...cluster.objects('configmaps')]).toEqual([]);
  });

  test('tells permissions that are lacking by what they are for, and a quota that is used up', async () => {
    await using cluster = await startTestCluster();
    await using rig = podsRig(cluster);
    await cluster.ask('POST', '/api/v1/namespaces/default/resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team' },
      spec: { hard: { pods: '10' } },
      status: { hard: { pods: '10' }, used: { pods: '10' } },
    });
    const quota = await rig.well('doctor pods');
    expect(quota).toMatch(
      /^ {2}note {2}pods quota +team: all 10 of pods are used\n {8}runs wait until others end$/m,
    );
    cluster.deny({ verb: 'create', resource: 'pods', subresource: 'exec' });
    const some = await rig.well('doctor pods');
    expect(some).toMatch(/^ {2}note {2}pods permissions +you may not create pods\/exec, for /m);
    cluster.deny({ verb: 'create', resource: 'jobs' });
    const vital = await rig.ends(1, 'doctor pods');
    expect(vital).toMatch(/^ {2}mend {2}pods permissions +you may not create jobs, for /m);
    expect(vital).toContain('docs/kubernetes.md has the Role that somebody must give you');
    rig.write({ 'spec.yaml': `script: 'true'\nargs: none\n` });
    const refused = await rig.ends(2, 'run spec.yaml --context pods -y');
    expect(refused).toContain('you may not make Jobs in namespace default');
  });

  test('tells a cluster that is too old, a volume claim that is not there, and what is wrong with the context', async () => {
    await using cluster = await startTestCluster({ version: '1.28' });
    await using rig = podsRig(
      cluster,
      'pvc: nosuch, volumes: [{path: /data, claim: dataset}, {path: /conf, config_map: conf}]',
    );
    const old = await rig.ends(1, 'doctor pods');
    expect(old).toContain(
      'expected Kubernetes 1.29 or newer, which retries single runs of a Job; got v1.28',
    );
    expect(old).toContain(
      'contexts.pods.pvc: there is no volume claim nosuch in namespace default',
    );
    expect(old).toContain('contexts.pods.volumes[0].claim: there is no volume claim dataset');
    expect(old).toContain('contexts.pods.volumes[1].config_map: there is no ConfigMap conf');
    expect(old).toMatch(/^1 thing to mend\.$/m);
    rig.write({ 'spec.yaml': `script: 'true'\nargs: none\n` });
    expect(await rig.ends(2, 'run spec.yaml --context pods -y')).toContain(
      '4 problems, nothing was started',
    );
    rig.write({ 'mrunner.yaml': 'contexts: {pods: {backend: kubernetes, storage_dir: /work}}\n' });
    expect(await rig.ends(1, 'doctor pods')).toMatch(
      /^ {2}mend {2}pods job (?:.*\n)*? +contexts\.pods\.image: expected/m,
    );
  });
});
