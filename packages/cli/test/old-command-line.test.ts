import { expect, test } from 'vitest';
import { hasPython } from '../../core/test/pythons.ts';
import { createRig } from './rig/rig.ts';

const oldConfig = `
current_context: plgrid
contexts:
  plgrid:
    name: plgrid
    type: slurm
    slurm_url: plgann@login.invalid
    storage: /net/scratch/ann
    cmd_type: sbatch
    resources: cpu=24 mem=2G
`;

interface Plan {
  readonly runs: readonly { readonly command: string[]; readonly tags: string[] }[];
}

test('the command line of the Python mrunner works as it was typed', async () => {
  await using rig = createRig();
  rig.write({
    'old.yaml': oldConfig,
    'spec.yaml': 'mine: {script: ./train.sh, args: none, tags: [own]}\n',
    'train.sh': '',
  });
  const before = ['--config', 'old.yaml', '--context', 'plgrid', '--cpu', '4', '--nodes', '2'];
  const more = ['--mem', '5G', '--time', '90', '--cmd_type', 'srun', '--partition', 'long'];
  const behind = ['--spec', 'mine', '--tags', 'a', '--tags', 'b', 'spec.yaml', '--', '--lr', '1'];
  const words = [...before, ...more, '--ntasks', '2', 'plan', ...behind];
  const { code, stdout } = await rig.mrun(words);
  expect(code).toBe(0);
  expect(stdout).toContain('  asks for   4 cpu, 5G, 1:30:00, 2 nodes, 2 tasks, partition long\n');
  const { runs } = JSON.parse((await rig.mrun([...words.slice(0, -3), '--json'])).stdout) as Plan;
  expect(runs[0]?.tags).toEqual(['own', 'a', 'b']);
  const refused = await rig.mrun(words.map((word) => (word === 'plan' ? 'run' : word)));
  expect(refused.stderr).toContain('resolve hostname login.invalid');
  expect(refused.code).toBe(3);
});

test('flags before the command are still there in the line that is to be typed next', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': 'script: "true"\n' });
  const { stdout } = await rig.mrun(['--cpu', '4', '--mem=5G', 'plan', 'spec.yaml']);
  expect(stdout).toContain('Run it: mrun --cpu 4 --mem=5G run spec.yaml\n');
});

test.each([
  [['run', 'spec.yaml', '0-3'], 'Indexes come behind --only: mrun run spec.yaml --only 0-3'],
  [['plan', 'spec.yaml', 'a'], 'Words for its commands come behind --: mrun plan spec.yaml -- a'],
])('words behind a spec that is not of Python are refused: mrun %j', async (words, message) => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': 'script: "true"\n' });
  const { code, stderr } = await rig.mrun(words);
  expect({ code, stderr: stderr.trim() }).toEqual({
    code: 2,
    stderr: `mrun ${words[0]} does not take ${words[2]}. ${message}`,
  });
});

test.runIf(hasPython())(
  'words behind a Python spec go to its commands, before those behind --',
  async () => {
    await using rig = createRig();
    rig.write({ 'spec.py': 'def spec():\n    return [{"script": "echo", "args": "none"}]\n' });
    const { code } = await rig.mrun(['run', 'spec.py', 'a', '--', '--b', 'c']);
    expect(code).toBe(0);
    expect((await rig.mrun(['logs', '0'])).stdout).toBe('a --b c\n');
  },
);
