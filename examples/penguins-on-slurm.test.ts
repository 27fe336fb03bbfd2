import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../packages/dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../packages/dispatcher/test/slurm/login-node.ts';
import { createExampleRig } from './example-rig.ts';

const examples = import.meta.dirname;

describe.skipIf(!hasSlurm || !hasSshd)('the penguins from a laptop', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster();
    node = await startLoginNode(cluster);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  test.each([
    ['penguins', 'spec.ts'],
    ['penguins-py', 'spec.py'],
  ])(
    '%s gives the same table on the cluster, as an array and packed, as here',
    async (name, spec) => {
      await using rig = createExampleRig(join(examples, name));
      const storage = join(cluster.directory, name);
      mkdirSync(storage);
      symlinkSync(rig.path('node_modules'), join(storage, 'node_modules'));
      const path = JSON.stringify(`export PATH=${dirname(process.execPath)}:$PATH`);
      const keys = `backend: slurm, slurm_url: ${node.host}, storage_dir: ${storage}, time: 10m, mem: 200M, link: [node_modules], prolog_cmd: ${path}`;
      rig.write({
        'mrunner.yaml': `contexts:\n  local: {backend: local, storage_dir: mruns}\n  hpc: {${keys}}\n  packed: {${keys}, pack: 2}\n`,
      });
      const env = { PATH: node.env.PATH };
      const table = async (context: string): Promise<string> => {
        const words = ['run', spec, '--context', context, '--only', '0-3', '-y'];
        expect(await rig.mrun(words, { env })).toMatchObject({ code: 0 });
        if (context !== 'local') {
          await cluster.until(
            async () =>
              (await cluster.jobs()).every(({ state }) => /COMPLETED|FAILED|CANCELLED/.test(state)),
            'the jobs to end',
          );
        }
        const { code, stdout } = await rig.mrun(['results', '--csv'], { env });
        expect(code).toBe(0);
        return stdout;
      };
      const here = await table('local');
      expect(here.trim().split('\n')).toHaveLength(5);
      expect(await table('hpc')).toBe(here);
      expect(await table('packed')).toBe(here);
    },
  );
});
