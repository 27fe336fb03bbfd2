import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

describe('mrun completion', () => {
  test('prints a script that bash takes and that completes', async () => {
    await using rig = createRig();
    const { stdout } = await rig.mrun(['completion', 'bash']);
    rig.write({ 'completion.bash': stdout });
    const program = new URL('../bin/mrun.js', import.meta.url).pathname;
    const session = `mrun() { "${process.execPath}" "${program}" "$@"; }
source completion.bash
COMP_WORDS=(mrun sta); COMP_CWORD=1; _mrun; echo "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['-c', session], {
      cwd: rig.directory,
      env: rig.env,
      encoding: 'utf8',
    });
    expect(output).toBe('status\n');
  });

  test.each(['zsh', 'fish'])('prints a script for %s', async (shell) => {
    await using rig = createRig();
    const { code, stdout } = await rig.mrun(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain(`mrun completion ${shell} --`);
  });

  test('knows the contexts of the project and the sweeps of the user', async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': 'contexts: {laptop: {}, lab: {}}\n',
      'spec.yaml': 'script: "true"\n',
    });
    const ask = async (...words: string[]) =>
      (await rig.mrun(['completion', 'bash', '--', ...words])).stdout
        .split('\n')
        .filter((line) => line !== '');
    expect(await ask('run', '--context', 'la')).toEqual(['laptop', 'lab']);
    await rig.mrun(['run', 'spec.yaml', '--context', 'lab']);
    const [id = ''] = rig
      .files('../state/mrunner/registry')
      .map((name) => name.replace('.json', ''));
    expect(await ask('status', '')).toEqual([id.split('-').slice(2).join('-')]);
    expect(await ask('status', id.slice(0, 6))).toEqual([id]);
  });
});
