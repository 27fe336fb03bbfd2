import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/environment/environment-record.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

test.each([[{}], [{ pack: 2 }]])(
  'the environment of runs comes home from a pod, with its node and image: %j',
  async (kubernetes) => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: ['python3', '-c', 'pass'] }, { script: ['python3', '-c', 'pass'] }],
      project: { 'requirements.txt': 'numpy\n' },
      kubernetes,
    });
    await rig.watch();
    const { host, sweep } = rig.kube.rig;
    for (const index of [0, 1]) {
      const { slots = [] } = sweep.status().of(index).attempts.at(-1) ?? {};
      expect(
        readEnvironment(host, sweep.home, { slots, context: 'local', alike: true }),
      ).toMatchObject({
        node: expect.stringMatching(/^node-/),
        image: expect.stringMatching(/python@sha256:[0-9a-f]{64}$/),
        version: expect.stringMatching(/^Python 3/),
        files: { 'requirements.txt': expect.any(String) },
        packages: expect.any(Array),
      });
    }
  },
);
