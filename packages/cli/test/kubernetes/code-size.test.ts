import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasPython } from '../../../core/test/pythons.ts';
import { hasContainers } from '../../../dispatcher/test/kubernetes/has-containers.ts';
import {
  startTestCluster,
  type TestCluster,
} from '../../../dispatcher/test/kubernetes/test-cluster.ts';
import { createRig } from '../rig/rig.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ nodes: 0 });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

/** Nothing packs it any smaller. */
const noise = (bytes: number): string => randomBytes(bytes).toString('base64').slice(0, bytes);

const contexts = (more = '', { kubeconfig } = cluster): string =>
  `contexts: {pods: {backend: kubernetes, kubeconfig: ${kubeconfig}, image: x, storage_dir: /work${more}}}\n`;

test('code that is too large for ConfigMaps is told of with everything else, before anything is recorded', async () => {
  await using rig = createRig();
  rig.write({
    'mrunner.yaml': contexts(', gpus: "0"'),
    'spec.yaml': 'script: sh train.sh\nargs: none\n',
    'train.sh': '',
    'data/train/set.bin': noise(5_000_000),
    'data/small.txt': 'few\n',
  });
  const words = ['run', 'spec.yaml', '--context', 'pods', '-y'];
  const refused = await rig.mrun(words);
  expect(refused.code).toBe(2);
  for (const text of [
    'the code is too large for ConfigMaps: more than 2.8 MB',
    'most of it is data/train/set.bin (5.0 MB)',
    '.mrunnerignore',
    'default_pvc_size: 10Gi',
    'Kubernetes chooses the GPUs itself',
  ]) {
    expect(refused.stderr).toContain(text);
  }
  expect((await rig.mrun(['list'])).stdout).not.toContain('pods');
  rig.write({ 'mrunner.yaml': contexts(), '.mrunnerignore': 'data/train/\n' });
  expect(await rig.mrun(words)).toMatchObject({ code: 0 });
});

test.runIf(hasContainers)(
  'code that has become too large is not wished for by a retry, and the next one has what it is then',
  async () => {
    await using living = await startTestCluster();
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': contexts('', living),
      'spec.yaml': 'script: sh train.sh\nargs: none\n',
      'train.sh': 'exit 3',
    });
    expect(await rig.mrun(['run', 'spec.yaml', '--context', 'pods', '-y'])).toMatchObject({
      code: 0,
    });
    expect(await rig.mrun(['wait'])).toMatchObject({ code: 1 });
    rig.write({ 'data/set.bin': noise(5_000_000), 'train.sh': 'exit 0' });
    const again = ['retry', '0', '--code', 'new', '-y'];
    const refused = await rig.mrun(again);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('most of it is data/set.bin (5.0 MB)');
    expect((await rig.mrun(['status'])).stdout).toContain('failed 1');
    rig.write({ '.mrunnerignore': 'data/\n' });
    expect(await rig.mrun(again)).toMatchObject({ code: 0 });
    expect(await rig.mrun(['wait'])).toMatchObject({ code: 0 });
  },
);

test.runIf(hasPython())(
  'a file that runs start from and ConfigMaps do not hold is told of before anything is recorded',
  async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': contexts(),
      'spec.py':
        "spec = dict(name='x', script='sh train.sh', restore_from_path='weights.ckpt', args='none')\n",
      'train.sh': '',
      'weights.ckpt': noise(5_000_000),
      '.mrunnerignore': '*.ckpt\n',
    });
    const before = cluster.jobs().length;
    const refused = await rig.mrun(['run', 'spec.py', '--context', 'pods', '-y']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('weights.ckpt (5.0 MB)');
    expect(refused.stderr).toContain('pvc: NAME of a claim');
    expect(cluster.jobs()).toHaveLength(before);
  },
);
