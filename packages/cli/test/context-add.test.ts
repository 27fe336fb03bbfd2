import { existsSync, mkdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  changeContext as change,
  contextsFile as file,
  givenContexts as given,
  ownContexts as own,
  refuseContext as refuse,
} from './rig/contexts.ts';
import { createRig } from './rig/rig.ts';

describe('mrun context add', () => {
  test('makes the own file, readable for its owner alone; the first context is active', async () => {
    await using rig = createRig();
    const said = await change(rig, [
      'add',
      'hpc',
      '--backend',
      'slurm',
      '--slurm-url',
      'me@hpc',
      '--storage-dir',
      '/scratch',
      '--cpu',
      '4',
      '--time',
      '1:30:00',
      '--modules-to-load',
      'a b',
      '--modules-to-load',
      'c',
      '--env',
      'V=3.10',
      '--neptune',
    ]);
    expect(rig.read(own)).toBe(`contexts:
  hpc:
    backend: slurm
    storage_dir: /scratch
    neptune: true
    cpu: 4
    time: "1:30:00"
    env:
      V: "3.10"
    modules_to_load: [a, b, c]
    slurm_url: me@hpc
current_context: hpc
`);
    expect(statSync(rig.path(own)).mode & 0o777).toBe(0o600);
    expect(said).toContain('config/mrunner/config.yaml');
    expect(said).toContain('  +   hpc:\n');
    expect(said).toContain('hpc is used when --context says nothing');
    const { values } = JSON.parse((await rig.mrun(['context', 'show', '--json'])).stdout);
    expect(values).toMatchObject({
      'resources.time': { text: '1:30:00' },
      modules_to_load: { value: ['a', 'b', 'c'] },
      'env.V': { value: '3.10' },
    });
  });

  test('takes the words of the old tool', async () => {
    await using rig = createRig();
    await change(rig, [
      'add',
      '--name',
      'gke.sandbox',
      '--backend_type',
      'kubernetes',
      '--registry_url',
      'https://gcr.io',
      '--storage',
      '/storage',
      '--resources',
      'tpu=1 cpu=4',
      '--no-neptune',
    ]);
    expect(rig.read(own)).toBe(`contexts:
  gke.sandbox:
    backend: kubernetes
    storage_dir: /storage
    neptune: false
    registry_url: https://gcr.io
    tpu: 1
    cpu: 4
current_context: gke.sandbox
`);
  });

  test('--project writes to mrunner.yaml, and leaves everything else as it is', async () => {
    await using rig = given();
    const said = await change(rig, [
      'add',
      'gpu',
      '--project',
      '--gpus',
      '0,2-5',
      '--venv',
      'envs/one',
    ]);
    const added = '  gpu:\n    backend: local\n    gpus: "0,2-5"\n    venv: envs/one\n';
    expect(rig.read('mrunner.yaml')).toBe(
      file.replace('current_context', `${added}current_context`),
    );
    expect(said).toContain('To use it: --context gpu');
    expect(rig.exists(own)).toBe(false);
  });

  test('a relative path is the one that was typed, wherever the file lies', async () => {
    await using rig = given();
    mkdirSync(rig.path('deep'));
    await rig.mrun(['context', 'add', 'a', '--venv', '../.venv'], { cwd: 'deep' });
    await rig.mrun(['context', 'add', 'b', '--project', '--venv', '../.venv'], { cwd: 'deep' });
    for (const name of ['a', 'b']) {
      const { values } = JSON.parse((await rig.mrun(['context', 'show', name, '--json'])).stdout);
      expect(values.venv.value).toBe(rig.path('.venv'));
    }
    expect(rig.read('mrunner.yaml')).toContain('venv: ./.venv');
  });

  test('refuses what run would refuse, all of it at once', async () => {
    await using rig = given();
    const said = await refuse(rig, [
      'add',
      'hpc',
      '--project',
      '--parallel',
      'many',
      '--mem',
      'lots',
      '--slurm-url',
      'me@hpc',
      '--env',
      'A',
      '--retry-on',
      'oom pain',
    ]);
    expect(said).toContain('context add hpc: ');
    expect(said).toMatch(/--parallel +expected auto or a whole number/);
    expect(said).toMatch(/--mem +expected a size/);
    expect(said).toMatch(/--env +expected NAME=value, got "A"/);
    expect(said).toMatch(/--retry-on.* expected .*got "pain"/);
    expect(said).toContain('mrunner.yaml has a context hpc already');
  });

  test('refuses a key of another backend, and says which one has it', async () => {
    await using rig = createRig();
    const said = await refuse(rig, ['add', 'a', '--slurm-url', 'me@hpc', '--base-image', 'x']);
    expect(said).toContain('slurm_url is for slurm, and the context a is local');
    expect(said).toContain('leave out --slurm-url, or choose a context with backend: slurm');
    expect(said).toContain('image is for kubernetes');
  });

  test.each([
    [['--setup', 'npm ci'], 'setup prepares a snapshot'],
    [['--storage-dir', '/dev/null/runs'], 'expected a directory that can be written to'],
    [['--backend', 'slurm', '--slurm-url', 'x'], 'expected a directory on x, got none'],
    [['--backend', 'slrum'], 'Did you mean slurm?'],
  ])('refuses %j', async (words, message) => {
    await using rig = createRig();
    expect(await refuse(rig, ['add', 'a', ...words])).toContain(message);
  });

  test('refuses names that --context could not say', async () => {
    await using rig = createRig();
    expect(existsSync(rig.path('../config'))).toBe(false);
    expect(await refuse(rig, ['add', 'a:b'])).toContain('expected a name without colons');
    expect(existsSync(rig.path('../config'))).toBe(false);
  });

  test('--json says what was done', async () => {
    await using rig = createRig();
    const { stdout } = await rig.mrun(['context', 'add', 'a', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      file: expect.stringContaining('config/mrunner/config.yaml'),
      context: 'a',
      changed: true,
      used: 'a',
    });
  });
});

test('--config names the file to change, which add may make', async () => {
  await using rig = given();
  await change(rig, ['add', 'a', '--config', 'other.yaml']);
  expect(rig.read('other.yaml')).toBe('contexts:\n  a:\n    backend: local\ncurrent_context: a\n');
  expect(rig.read('mrunner.yaml')).toBe(file);
});

test('the file of the old tools on macOS is read and changed while there is no other', async () => {
  await using rig = createRig();
  const old = '../home/Library/Application Support/mrunner/config.yaml';
  rig.write({ [old]: 'contexts: {mine: {exclude: [a]}}\n' });
  expect((await rig.mrun(['context'])).stdout).toContain('Library/Application Support/mrunner');
  await change(rig, ['edit', 'mine', '--parallel', '2']);
  expect(rig.read(old)).toContain('parallel: 2');
  const { stderr } = await rig.mrun(['context', 'show', 'mine']);
  expect(stderr).toContain('contexts.mine.exclude: exclude is not read here');
});

test('what is offered to type next works for names that a shell would split', async () => {
  await using rig = createRig();
  const { stdout } = await rig.mrun(['context', 'add', 'my laptop', '--backend', 'local']);
  expect(stdout).toContain("Next: mrun context show 'my laptop'\n");
});
