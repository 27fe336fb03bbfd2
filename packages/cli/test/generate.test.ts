import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const given = (spec: string): Rig => {
  const rig = createRig();
  rig.write({ 'spec.yaml': spec });
  return rig;
};

const two =
  'project: p\nname: My net\nparameters: {lr: 1e-5}\ngrid: {seed: {range: 2}}\ntags: [a]\n';

describe('mrun generate', () => {
  test('writes a neptune.yaml for each experiment, and needs no script for it', async () => {
    await using rig = given(two);
    const { code, stdout, stderr } = await rig.mrun(['generate', 'spec.yaml', '--out', 'yamls']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Wrote 2 files to yamls\n',
    });
    expect(rig.files('yamls')).toEqual(['neptune-0-my-net.yaml', 'neptune-1-my-net.yaml']);
    const text = rig.read('yamls/neptune-1-my-net.yaml');
    expect(text).toContain('name: My net\n');
    expect(text).toContain('  - name: seed\n    type: int\n    default: 1\n');
    expect(text).toContain('default: 1.0e-05');
    expect(rig.exists('mruns')).toBe(false);
  });

  test('--neptune-version 2 writes the other form', async () => {
    await using rig = given(two);
    await rig.mrun([
      'generate',
      'spec.yaml',
      '--out',
      'yamls',
      '--neptune_version',
      '2',
      '--only',
      '1',
    ]);
    expect(rig.files('yamls')).toEqual(['neptune-1-my-net.yaml']);
    expect(rig.read('yamls/neptune-1-my-net.yaml')).toContain('open-webbrowser: false\n');
  });

  test('--commands names the tags of the context and of the command line', async () => {
    await using rig = given(`${two}script: python exp1.py\n`);
    rig.write({ 'mrunner.yaml': 'contexts: {local: {tags: [ctx]}}\n' });
    const flags = ['--out', 'y', '--commands', '--limit', '1', '--tags', 'mine'];
    const { stdout } = await rig.mrun(['generate', 'spec.yaml', ...flags]);
    expect(stdout).toContain(' --tags ctx mine');
    const second = await rig.mrun(['generate', 'spec.yaml', ...flags, '--neptune-version', '2']);
    expect(second.stdout).toContain(' --tag ctx --tag mine ');
  });

  test('--commands prints the neptune run of each, quoted for a shell', async () => {
    await using rig = given(`${two}script: "python exp1.py --note 'a b' -f"\n`);
    rig.write({ 'exp1.py': '' });
    const { stdout } = await rig.mrun([
      'generate',
      'spec.yaml',
      '--out',
      'my yamls',
      '--commands',
      '--limit',
      '1',
    ]);
    expect(stdout).toBe(
      `neptune run exp1.py --config 'my yamls/neptune-0-my-net.yaml' --storage ${rig.path('mruns')} -- --note 'a b' -f\n`,
    );
    const second = await rig.mrun([
      'generate',
      'spec.yaml',
      '--out',
      'y',
      '--commands',
      '--limit',
      '1',
      '--neptune-version',
      '2',
    ]);
    expect(second.stdout).toBe(
      "neptune run --config y/neptune-0-my-net.yaml exp1.py --note 'a b' -f\n",
    );
  });

  test('--commands without a script, a missing --out and an unusable one are refused', async () => {
    await using rig = given(two);
    const commands = await rig.mrun(['generate', 'spec.yaml', '--out', 'yamls', '--commands']);
    expect(commands.stderr).toContain('expected a command to start, got none');
    const without = await rig.mrun(['generate', 'spec.yaml']);
    expect(without.stderr).toContain('--out DIR');
    const file = await rig.mrun(['generate', 'spec.yaml', '--out', 'spec.yaml']);
    expect(file.stderr).toContain('--out: expected a directory to write to, got spec.yaml');
    expect([commands.code, without.code, file.code]).toEqual([2, 2, 2]);
    expect(rig.exists('yamls')).toBe(false);
  });
});
