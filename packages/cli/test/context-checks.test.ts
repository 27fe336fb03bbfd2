import { describe, expect, test } from 'vitest';
import {
  changeContext as change,
  givenContexts as given,
  refuseContext as refuse,
} from './rig/contexts.ts';
import { createRig } from './rig/rig.ts';

describe('context commands refuse what run would refuse on this machine', () => {
  test('all at once, together with flags that are wrong by themselves', async () => {
    await using rig = given('contexts: {a: {}}\n');
    const words = ['--python', './gone/python3', '--env_file', '.gone', '--link', 'gone-data'];
    const further = ['--code', 'snapshot', '--gpu', '3', '--gpus', '0,1', '--parallel', 'many'];
    for (const action of [
      ['edit', 'a'],
      ['add', 'b', '--project'],
    ]) {
      const said = await refuse(rig, [...action, ...words, ...further]);
      expect(said).toMatch(/python +.*gone\/python3 does not exist/);
      expect(said).toMatch(/env_file +.*\.gone does not exist/);
      expect(said).toMatch(/link +.*gone-data does not exist/);
      expect(said).toMatch(/resources\.gpu +one run asked for 3 /);
      expect(said).toMatch(/--parallel +expected/);
    }
  });

  test.each([
    ['no-such-python', 'no program named no-such-python is on PATH'],
    ['./code', 'code is a directory'],
  ])('python %s', async (python, message) => {
    await using rig = createRig();
    rig.write({ 'code/x': '' });
    expect(await refuse(rig, ['add', 'a', '--python', python])).toContain(message);
    // A set-up may bring it, and other machines have their own.
    await change(rig, ['add', 'b', '--python', python, '--modules-to-load', 'python']);
    await change(rig, ['add', 'c', '--python', python, '--backend', 'slurm']);
  });

  test('a secret that can never be exported is refused, one that is not set here is not', async () => {
    await using rig = createRig();
    expect(await refuse(rig, ['add', 'a', '--secrets', 'UID'])).toContain('secrets.UID');
    await change(rig, ['add', 'a', '--secrets', 'NOT_SET_HERE']);
  });

  test('copy and set-active of a context that does not work', async () => {
    await using rig = given('contexts: {a: {env_file: .gone}, b: {}}\n');
    expect(await refuse(rig, ['copy', 'a', 'c'])).toContain('.gone does not exist');
    expect(await refuse(rig, ['set-active', 'a'])).toContain('.gone does not exist');
  });
});

describe('of two broken contexts', () => {
  const broken = 'contexts:\n  a: {paralel: 8}\n  b: {mem: lots, env_file: .gone}\n  c: {}\n';

  test('each can be mended or deleted, and what is left is said', async () => {
    await using rig = given(broken);
    const edited = await rig.mrun(['context', 'edit', 'a', '--unset', 'paralel']);
    expect(edited.code).toBe(0);
    expect(edited.stderr).toMatch(/^Warning: contexts\.b\.mem: expected a size/);
    expect(edited.stderr).not.toContain('paralel');
    // One of its two mistakes at a time.
    const half = await rig.mrun(['context', 'edit', 'b', '--mem', '2G']);
    expect([half.code, half.stderr]).toEqual([0, expect.stringContaining('.gone does not exist')]);
    await change(rig, ['delete', 'b']);
    expect(rig.read('mrunner.yaml')).toBe('contexts:\n  a: {}\n  c: {}\n');
  });

  test('none gets a new problem', async () => {
    await using rig = given(broken);
    expect(await refuse(rig, ['edit', 'c', '--mem', 'lots'])).toMatch(/--mem +expected a size/);
    expect(await refuse(rig, ['edit', 'b', '--gpus', 'x y z,'])).not.toContain('contexts.a');
    expect(await refuse(rig, ['copy', 'b', 'd'])).toContain('contexts.d.mem');
    expect(await refuse(rig, ['set-active', 'a'])).toContain('paralel');
  });
});
