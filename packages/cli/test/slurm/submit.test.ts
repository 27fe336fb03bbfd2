import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm)('mrun run on Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const project = (more = '', spec = ''): Rig => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 50M${more}}\n`,
      'spec.yaml': `script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 3}}\n${spec}`,
      'train.sh':
        'echo "seed $1 in $PWD"; [ "$1" != 2 ] || [ -e "$MRUNNER_EXP_DIR_PATH/../../mended" ] || exit 3\n',
    });
    return rig;
  };
  const run = (rig: Rig, ...words: string[]) =>
    rig.mrun(['run', 'spec.yaml', '--context', 'hpc', ...words], { env: cluster.env });
  const allEnded = () =>
    cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => /COMPLETED|FAILED|CANCELLED/.test(state)),
      'the jobs to end',
    );
  const counts = async (rig: Rig): Promise<unknown> =>
    JSON.parse((await rig.mrun(['status', '--json'], { env: cluster.env })).stdout).counts;

  test('submits, returns, and the runs end with files, logs and states in the home', async () => {
    await using rig = project();
    const { code, stdout, stderr } = await run(rig);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('sandbox · spec · 3 runs → hpc (mruns)');
    expect(stdout).toMatch(/submitted {2}array \d+ of 3 runs/);
    expect(stdout).toContain('This terminal may be closed.');
    await allEnded();
    expect(await counts(rig)).toMatchObject({ succeeded: 2, failed: 1 });
    const log = rig.files('mruns').find((path) => path.endsWith('1-spec/log.1')) ?? '';
    expect(rig.read(`mruns/${log}`)).toMatch(/^seed 1 in .*\/code\//);
  });

  test('mrun retry submits failed runs again, and mrun resume finds nothing left to do', async () => {
    await using rig = project();
    expect((await run(rig)).code).toBe(0);
    await allEnded();
    const [log = ''] = rig.files('mruns').filter((path) => path.endsWith('/log.1'));
    rig.write({ [`mruns/${log.replace(/runs\/.*/, 'mended')}`]: '' });
    const retry = await rig.mrun(['retry', '--failed'], { env: cluster.env });
    expect(retry).toMatchObject({ code: 0, stderr: '' });
    expect(retry.stdout).toContain('1 started again: #2');
    await allEnded();
    expect(await counts(rig)).toMatchObject({ succeeded: 3 });
    const resume = await rig.mrun(['resume'], { env: cluster.env });
    expect(resume).toMatchObject({ code: 0 });
    expect(resume.stdout).toContain('Nothing is left to resume');
  });

  test('values of secrets are gone when mrun wait returns', async () => {
    await using rig = project(', secrets: [TOKEN]');
    rig.write({ 'train.sh': 'printf %s "$TOKEN"\n' });
    const env = { ...cluster.env, TOKEN: 's3cr3t' };
    const started = await rig.mrun(['run', 'spec.yaml', '--context', 'hpc'], { env });
    expect(started).toMatchObject({ code: 0, stderr: '' });
    const privateFiles = () => rig.files('../home/.mrunner/private');
    expect(privateFiles()).toHaveLength(1);
    expect(await rig.mrun(['wait'], { env })).toMatchObject({ code: 0, stdout: 'succeeded 3\n' });
    expect(privateFiles()).toEqual([]);
  });

  test('what Slurm would refuse is told at once, and nothing is recorded', async () => {
    await using rig = project(', account: nobody');
    const { code, stderr } = await run(rig, '--partition', 'nowhere', '--time', '99999h');
    expect(code).toBe(2);
    expect(stderr).toContain('Slurm would refuse this');
    expect(stderr).toContain('partition');
    expect(rig.exists('mruns')).toBe(false);
  });

  test("a time limit above the partition's is refused: Slurm would let such runs wait for ever", async () => {
    await using rig = project();
    const { code, stderr } = await run(rig, '--time', '3h');
    expect(code).toBe(2);
    expect(stderr).toMatch(/contexts\.hpc\.time +expected at most 1:00:00, which partition main/);
    expect(rig.exists('mruns')).toBe(false);
  });

  test('problems of the spec, the secrets and the cluster are told together', async () => {
    await using rig = project(', secrets: [NO_SUCH_TOKEN]', 'grdi: 1\n');
    const { code, stderr } = await run(rig, '--partition', 'nowhere');
    expect(code).toBe(2);
    expect(stderr).toContain('unknown key grdi');
    expect(stderr).toContain('NO_SUCH_TOKEN');
    expect(rig.exists('mruns')).toBe(false);
  });

  test('a set-up of the code is done once before anything is submitted, and its failure is shown', async () => {
    await using rig = project(", setup: 'echo made >made; echo once'");
    expect((await run(rig)).code).toBe(0);
    expect(rig.files('mruns').filter((path) => path.endsWith('/made'))).toHaveLength(1);
    await using bad = project(", setup: 'echo no compiler here; exit 4'");
    const refused = await run(bad);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('no compiler here');
    await allEnded();
  });

  test('prints for programs what it submitted', async () => {
    await using rig = project();
    const { code, stdout } = await run(rig, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      batches: [{ runs: 3, tasks: 3, held: false }],
      waiting: 0,
      unresolved: [],
    });
    await allEnded();
  });

  // The last one: nodes take a while to come back.
  test('a Slurm that does not answer is exit code 3, and nothing is recorded', async () => {
    await using rig = project();
    await cluster.controller.kill();
    const { code, stderr } = await run(rig);
    await cluster.controller.start();
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('answer') });
    expect(rig.exists('mruns')).toBe(false);
  });
});
