import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsPython, onePython } from '../../../core/test/pythons.ts';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig } from '../rig/rig.ts';

needsPython();

/** What pip installs without a network. */
const wheel = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as made:
    made.writestr('toy.py', 'name = "toy"\\n')
    made.writestr('toy-1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: toy\\nVersion: 1\\n')
    made.writestr('toy-1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    made.writestr('toy-1.dist-info/RECORD', '')
`;

const spec = `experiments_list = [
    dict(project='me/penguins', name='mlp', script='python3 train.py', python_path='src', tags=['a'],
         parameters={'seed': seed, 'layers': (8, 16)}, env={'LEVEL': 3}, restore_from_path='old/ck')
    for seed in range(2)
]
`;

const training = `import os, sys
import near, toy
from mrunner_runtime import get_configuration

params = get_configuration().params
print(sys.prefix, near.name, toy.name, params['seed'], params['layers'], os.environ['LEVEL'])
path = os.environ['RESOURCE_DIR_PATH'] + '/ck/model.txt'
text = open(path).read()
print(text, end='')
open(path, 'w').write(text + 'more\\n')
exit(1 if os.environ['MRUNNER_ATTEMPT'] == '1' and params['seed'] == 1 else 0)
`;

describe.skipIf(!hasSlurm || !hasSshd)('Python on a Slurm that ssh leads to', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    node = await startLoginNode(cluster);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  test('a spec and a configuration of the old mrunner run, in the virtual environment that they name, from files of the laptop', {
    timeout: 240_000,
  }, async () => {
    await using rig = createRig();
    const storage = join(cluster.directory, 'scratch');
    mkdirSync(storage);
    const toy = join(storage, 'toy-1-py3-none-any.whl');
    const made = await cluster.run([onePython().path, '-c', wheel, toy]);
    expect(made.stderr).toBe('');
    rig.write({
      'old.yaml': `current_context: plgrid
contexts:
  plgrid:
    name: plgrid
    type: slurm
    slurm_url: ${node.host}
    storage: ${storage}
    cmd_type: sbatch
    resources: cpu=1 mem=100M
    time: 5
    venv: .venv
    requirements_file: ./requirements.txt
`,
      'requirements.txt': `--no-index\n${toy}\n`,
      'spec.py': spec,
      'train.py': training,
      'src/near.py': 'name = "near"\n',
      'old/ck/model.txt': 'trained\n',
    });
    const mrun = (...words: string[]) =>
      rig.mrun(['--config', 'old.yaml', ...words], { env: { PATH: node.env.PATH } });
    const ended = async () => {
      await mrun('wait');
      const { stdout } = await mrun('status', '--json');
      return JSON.parse(stdout).counts as unknown;
    };
    const venv = join(storage, '.venv');
    const said = (seed: number) => `${venv} near toy ${seed} [8, 16] 3\n`;
    expect(await mrun('run', 'spec.py', '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(await ended()).toMatchObject({ succeeded: 1, failed: 1 });
    expect((await mrun('logs', '0')).stdout).toBe(`${said(0)}trained\n`);
    expect(await mrun('retry', '--failed', '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(await ended()).toMatchObject({ succeeded: 2 });
    expect((await mrun('logs', '1')).stdout).toBe(`${said(1)}trained\nmore\n`);
    expect(rig.read('old/ck/model.txt')).toBe('trained\n');
    // Nothing is left of making the environment once for all.
    expect(readdirSync(storage).sort()).toEqual([
      '.mrunner',
      '.venv',
      'me-penguins',
      'toy-1-py3-none-any.whl',
    ]);
  });
});
