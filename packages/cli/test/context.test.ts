import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const given = (): Rig => {
  const rig = createRig();
  rig.write({
    'mrunner.yaml': `defaults: {retries: 1}
current_context: big
contexts:
  big: {parallel: 8, env: {OMP_NUM_THREADS: 1}}
  hpc: {backend: slurm, slurm_url: me@login.hpc, storage_dir: /scratch/me}
`,
    '../config/mrunner/config.yaml': 'contexts: {big: {grace: 30s}, mine: {}}\n',
  });
  return rig;
};

describe('mrun context', () => {
  test('list shows every context, the files that have it, and which one is used', async () => {
    await using rig = given();
    const { code, stdout } = await rig.mrun(['context', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\* {2}big +local +mruns +mrunner\.yaml, .*config\.yaml$/m);
    expect(stdout).toMatch(/^ {3}hpc +slurm +\/scratch\/me +mrunner\.yaml$/m);
    expect(stdout).toMatch(/^ {3}mine +local +mruns +.*config\.yaml$/m);
    expect(stdout).toMatch(/^ {3}local +local +mruns +built in$/m);
    const { contexts } = JSON.parse((await rig.mrun(['context', 'list', '--json'])).stdout);
    expect(contexts[0]).toMatchObject({ name: 'big', used: true, backend: 'local' });
  });

  test('show says where every value comes from', async () => {
    await using rig = given();
    const { stdout } = await rig.mrun(['context', 'show']);
    expect(stdout).toMatch(/^big · local\n/);
    expect(stdout).toMatch(/ parallel +8 +mrunner\.yaml contexts\.big\n/);
    expect(stdout).toMatch(/ retries +1 +mrunner\.yaml defaults\n/);
    expect(stdout).toMatch(/ grace +30s +.*config\.yaml contexts\.big\n/);
    expect(stdout).toMatch(/ env\.OMP_NUM_THREADS +1 +mrunner\.yaml contexts\.big\n/);
    expect(stdout).toMatch(/ on_lost +rerun +built in\n/);
    const { values } = JSON.parse((await rig.mrun(['context', 'show', 'hpc', '--json'])).stdout);
    expect(values.slurm_url).toEqual({
      value: 'me@login.hpc',
      text: 'me@login.hpc',
      from: 'mrunner.yaml contexts.hpc',
    });
  });

  test('show cuts no value, and a long one moves no other', async () => {
    await using rig = createRig();
    const long = `/scratch/${'deep/'.repeat(20)}end`;
    rig.write({ 'mrunner.yaml': `contexts: {hpc: {backend: slurm, storage_dir: ${long}}}\n` });
    const { stdout } = await rig.mrun(['context', 'show', 'hpc']);
    expect(stdout).toContain(` ${long}  mrunner.yaml contexts.hpc\n`);
    expect(stdout).toMatch(/ {2}grace +10s {1,40}built in\n/);
  });

  test('of a name that does not exist: the nearest one is offered', async () => {
    await using rig = given();
    const { code, stderr } = await rig.mrun(['context', 'show', 'hcp']);
    expect(stderr).toContain('no context is named hcp. Did you mean hpc?');
    expect(code).toBe(2);
  });
});

test('the variables of the old dispatcher reach a Slurm context, and its runs', async () => {
  await using rig = createRig();
  rig.write({
    'mrunner.yaml': 'contexts: {hpc: {backend: slurm}}\n',
    'spec.yaml': 'script: "true"\n',
  });
  const env = {
    PLGRID_USERNAME: 'plgann',
    PLGRID_HOST: 'pro.cyfronet.pl',
    MRUNNER_SCRATCH_SPACE: '/net/scratch/ann',
  };
  const { stdout } = await rig.mrun(['context', 'show', 'hpc'], { env });
  expect(stdout).toMatch(
    /slurm_url +plgann@pro\.cyfronet\.pl +variable PLGRID_USERNAME and PLGRID_HOST\n/,
  );
  expect(stdout).toMatch(/storage_dir +\/net\/scratch\/ann +variable MRUNNER_SCRATCH_SPACE\n/);
  const planned = await rig.mrun(['plan', 'spec.yaml', '--context', 'hpc', '--json'], { env });
  const { runs } = JSON.parse(planned.stdout) as { runs: { env: object }[] };
  expect(runs[0]?.env).toMatchObject(env);
});
