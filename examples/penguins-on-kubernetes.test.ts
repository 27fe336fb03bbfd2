import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type AnyCluster,
  anyCluster,
  noFilesInCommon,
} from '../packages/dispatcher/test/kubernetes/any-cluster.ts';
import { hasContainers } from '../packages/dispatcher/test/kubernetes/has-containers.ts';
import { createExampleRig } from './example-rig.ts';

const examples = import.meta.dirname;

describe.runIf(hasContainers)('the penguins on a cluster without shared disks', () => {
  let cluster: AnyCluster;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());
  // The packages of the projects are this machine's.
  beforeEach(({ skip }) => {
    if (noFilesInCommon !== undefined) skip(noFilesInCommon);
  });

  test.each([
    ['penguins', 'spec.ts'],
    ['penguins-py', 'spec.py'],
  ])(
    '%s gives the same table in pods, plain and packed, without and with a volume, as here',
    async (name, spec) => {
      await using rig = createExampleRig(join(examples, name));
      // What the image of such a project has: its packages, where node looks for them.
      const packages = readdirSync(rig.path('node_modules')).map((each) => {
        const from = realpathSync(rig.path('node_modules', each));
        return `{path: /node_modules/${each}, host_path: ${from}, read_only: true}`;
      });
      const keys = [
        'backend: kubernetes',
        `kubeconfig: ${cluster.kubeconfig}`,
        'image: penguins:1',
        'parallel: 2',
        'resources: {cpu: 1, mem: 200M, time: 10m}',
        `volumes: [${packages.join(', ')}]`,
        'storage_dir: /work',
        // An image would have one node only.
        'prolog_cmd: "export PATH=/opt/node/bin:$PATH"',
      ].join(', ');
      rig.write({
        'mrunner.yaml': [
          'contexts:',
          '  local: {backend: local, storage_dir: mruns}',
          `  pods: {${keys}}`,
          `  packed: {${keys}, pack: 2}`,
          `  volume: {${keys}, default_pvc_size: 1Gi}`,
          `  packed-volume: {${keys}, default_pvc_size: 1Gi, pack: 2}`,
          '',
        ].join('\n'),
      });
      const table = async (context: string): Promise<string> => {
        const words = ['run', spec, '--context', context, '--only', '0-3', '-y'];
        expect(await rig.mrun(words)).toMatchObject({ code: 0 });
        if (context !== 'local') expect(await rig.mrun(['wait'])).toMatchObject({ code: 0 });
        const { code, stdout } = await rig.mrun(['results', '--csv']);
        expect(code).toBe(0);
        return stdout;
      };
      const here = await table('local');
      expect(here.trim().split('\n')).toHaveLength(5);
      for (const context of ['pods', 'packed', 'volume', 'packed-volume']) {
        expect(await table(context)).toBe(here);
      }
    },
  );
});
