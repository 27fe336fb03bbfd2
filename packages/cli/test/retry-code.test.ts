import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const git = (rig: Rig, ...words: string[]): void => {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  execFileSync('git', [...who, ...words], { cwd: rig.directory, stdio: 'ignore' });
};

test.each(['in-place', 'snapshot'])(
  'retry of a sweep (%s) whose code changed since starts nothing, and names the choices; each is carried out',
  async (mode) => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts: {local: {code: ${mode}}}\n`,
      'spec.yaml': 'script: sh train.sh\nargs: none\ngrid: {seed: {range: 2}}\n',
      'train.sh': 'echo the code of then; exit 3\n',
      '.gitignore': 'node_modules\nmruns\n',
    });
    git(rig, 'init', '-q');
    git(rig, 'add', '.');
    git(rig, 'commit', '-qm', 'first');
    expect((await rig.mrun(['run', 'spec.yaml'])).code).toBe(1);
    const codes = async (): Promise<readonly string[]> =>
      JSON.parse((await rig.mrun(['show', '1', '--json'])).stdout).attempts.map(
        ({ code }: { readonly code: string }) => code,
      );
    // Unchanged, there is nothing to choose.
    expect((await rig.mrun(['retry', '1'])).code).toBe(1);
    rig.write({ 'train.sh': 'echo the code as it is\n' });
    const asked = await rig.mrun(['retry', '1']);
    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(asked.stderr).toContain('train.sh has changed since. Nothing was started.');
    expect(asked.stderr).toContain('mrun retry 1 --code new ');
    expect(asked.stderr).toContain('mrun retry 1 --code same ');
    expect((await codes()).length).toBe(2);

    expect((await rig.mrun(['retry', '1', '--code', 'same'])).code).toBe(1);
    expect((await rig.mrun(['logs', '1'])).stdout).toContain('the code of then');
    expect((await rig.mrun(['retry', '1', '--code', 'new'])).code).toBe(1);
    expect((await rig.mrun(['logs', '1'])).stdout).toContain('the code as it is');
    const [first, second, same, fresh] = await codes();
    expect([second, same]).toEqual([first, first]);
    expect(fresh).not.toBe(first);
    await rig.mrun(['code', '1', '--to', 'newest']);
    await rig.mrun(['code', '1', '--attempt', '3', '--to', 'then']);
    expect(rig.read('newest/train.sh')).toBe('echo the code as it is\n');
    expect(rig.read('then/train.sh')).toBe('echo the code of then; exit 3\n');
    expect((await rig.mrun(['retry', '0', '--code', 'newer'])).code).toBe(2);
  },
);
