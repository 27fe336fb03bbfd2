import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { podsRig } from './pods-rig.ts';

describe.skipIf(!hasContainers)('the code of a retry that does not reach the cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const jobPosts = { method: 'POST', path: /\/jobs$/ };

  test('what was refused starts with the code and the resources that the newest retry names, and what may be there keeps its own', async () => {
    await using rig = podsRig(cluster, 'image: lab/train:1');
    rig.write({
      'spec.yaml': 'script: [sh, train.sh]\nargs: none\ngrid: {seed: {range: 2}}\n',
      'train.sh': 'echo one; exit 3\n',
    });
    await rig.run();
    await rig.ends(1, 'wait');
    const codes = async (index: number): Promise<readonly string[]> =>
      JSON.parse(await rig.well(`show ${index} --json`)).attempts.map(
        ({ code }: { readonly code: string }) => code,
      );
    rig.write({ 'train.sh': 'echo two; exit 3\n' });
    cluster.fail({ ...jobPosts, code: 403, times: 1 });
    expect(await rig.ends(2, 'retry 0-1 --code new --mem 64M -y')).toContain('refused ');
    expect(await rig.states()).toEqual(['planned', 'planned']);
    rig.write({ 'train.sh': 'echo three\n' });
    expect(await rig.well('retry 0 --code new --cpu 1 -y')).toContain(
      '  1 started again with 1 cpu: #0\n',
    );
    await rig.ends(1, 'wait');
    expect(await rig.well('logs 0')).toBe('three\n');
    expect(await rig.well('logs 1')).toBe('two\n');
    const resources = cluster
      .jobs()
      .map(({ spec }) => spec.template.spec.containers[0]?.resources?.requests);
    expect(resources).toContainEqual({ memory: '64Mi', cpu: '1' });
    expect(resources).toContainEqual({ memory: '64Mi' });
    const [[first = '', third], [, second]] = [await codes(0), await codes(1)];
    expect(new Set([first, second, third]).size).toBe(3);

    // Whether this one is there, nobody knows before the next submission has looked.
    cluster.fail({ ...jobPosts, code: 'reset', effect: 'after', times: 9 });
    cluster.fail({ method: 'GET', path: /\/jobs\/mr-/, code: 'reset', times: 99 });
    expect(await rig.ends(3, 'retry 1 --code new -y')).toContain('unclear ');
    cluster.heal();
    rig.write({ 'train.sh': 'echo four\n' });
    expect(await rig.ends(2, 'retry 1 --code new -y')).toContain('pending 1');
    await rig.well('resume');
    await rig.well('wait');
    expect(await rig.well('logs 1')).toBe('three\n');
    expect((await codes(1)).at(-1)).toBe(third);
  });
});
