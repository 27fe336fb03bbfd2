import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const given = (config: string, spec = 'script: node train.mjs\n'): Rig => {
  const rig = createRig();
  rig.write({ 'train.mjs': '', 'spec.yaml': spec, 'mrunner.yaml': config });
  return rig;
};

/** Runs with a wrong context and checks that nothing was left behind. */
const refuse = async (rig: Rig, words: readonly string[] = []): Promise<string> => {
  const before = rig.files();
  const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml', ...words]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('nothing was started');
  expect(rig.files()).toEqual(before);
  expect(rig.files('../state')).toEqual([]);
  return stderr;
};

describe('mrunner.yaml', () => {
  test('that is not YAML: line and column are shown', async () => {
    await using rig = given('contexts:\n  local: {parallel: 2\n');
    expect(await refuse(rig)).toMatch(/mrunner\.yaml:\d+:\d+/);
  });

  test('with an unknown key and an unknown backend: both are shown with their lines', async () => {
    await using rig = given('contexts:\n  local:\n    paralel: 2\n  hpc:\n    backend: slrum\n');
    const said = await refuse(rig);
    expect(said).toMatch(/mrunner\.yaml:3:5 .*unknown key paralel\. Did you mean parallel\?/);
    expect(said).toMatch(/mrunner\.yaml:5:14 .*slrum/);
  });

  test('is reported together with what is wrong with the spec', async () => {
    await using rig = given('contexts: {local: {paralel: 2}}\n', 'scrpt: node train.mjs\n');
    const said = await refuse(rig);
    expect(said).toContain('unknown key paralel');
    expect(said).toContain('unknown key scrpt');
  });

  test('that --config names and that is missing', async () => {
    await using rig = given('{}');
    expect(await refuse(rig, ['--config', 'other.yaml'])).toContain('there is no file other.yaml');
  });
});

describe('a context', () => {
  test('that does not exist: the nearest one is offered, with the file that has it', async () => {
    await using rig = given('contexts: {local: {}, laptop: {}}\n');
    const said = await refuse(rig, ['--context', 'labtop']);
    expect(said).toContain('no context is named labtop. Did you mean laptop?');
    expect(said).toContain('mrunner.yaml: local, laptop');
  });

  test('on Kubernetes without an image: what is missing is said by run and plan alike', async () => {
    await using rig = given('contexts: {pods: {backend: kubernetes, storage_dir: /data}}\n');
    const missing = 'expected the image that runs are started in, got none';
    expect(await refuse(rig, ['--context', 'pods'])).toContain(missing);
    const planned = await rig.mrun(['plan', 'spec.yaml', '--context', 'pods']);
    expect(planned).toMatchObject({ code: 2, stderr: expect.stringContaining(missing) });
  });

  test('on Kubernetes without a way to it says where one is looked for', async () => {
    await using rig = given(
      'contexts: {pods: {backend: kubernetes, storage_dir: /data, image: lab/train, kubeconfig: no/such}}\n',
    );
    const said = await refuse(rig, ['--context', 'pods']);
    expect(said).toContain('no/such does not exist');
  });

  test('with secrets that are not set: all are asked for by name', async () => {
    await using rig = given(
      'contexts: {local: {secrets: [API_TOKEN]}}\n',
      'script: node train.mjs\nsecrets: [WANDB_KEY]\n',
    );
    const said = await refuse(rig);
    expect(said).toContain('API_TOKEN');
    expect(said).toContain('WANDB_KEY');
  });

  test('with an env_file that is missing', async () => {
    await using rig = given('contexts: {local: {env_file: .env}}\n');
    expect(await refuse(rig)).toContain('.env does not exist');
  });

  test('whose storage is a file', async () => {
    await using rig = given('contexts: {local: {storage_dir: spec.yaml/runs}}\n');
    expect(await refuse(rig)).toContain(
      'expected a directory that can be written to, got spec.yaml/runs',
    );
  });

  test('whose settings this version would not carry out', async () => {
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'script: sh -c true\n',
      'mrunner.yaml': 'contexts: {local: {setup: npm ci, link: [data]}}\n',
    });
    const said = await refuse(rig);
    expect(said).toContain('setup prepares a snapshot, and these runs use the files themselves');
    expect(said).toContain('--code snapshot');
    expect(said).not.toContain('link');
  });

  test('whose sweeps could not be listed: the list is named, and not the storage', async () => {
    await using rig = given('{}');
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml'], {
      env: { XDG_STATE_HOME: '/proc/none' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('/proc/none/mrunner/registry');
    expect(stderr).toContain('XDG_STATE_HOME');
    expect(rig.exists('mruns')).toBe(false);
  });

  // Nobody may write to /proc, not even root.
  test('whose storage may not be written to', async () => {
    await using rig = given('contexts: {local: {storage_dir: /proc/runs}}\n');
    const said = await refuse(rig);
    expect(said).toMatch(/storage_dir +.*\/proc/);
    expect(said).toContain('nothing was started');
  });

  test('that a flag speaks wrongly for', async () => {
    await using rig = given('{}');
    const said = await refuse(rig, ['--mem', 'lots', '--parallel', '0']);
    expect(said).toContain('--mem');
    expect(said).toContain('--parallel');
  });
});
