import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const spec = (more: string): string => `
project: birds
name: seen
script: [sh, -c, 'echo "sees $CUDA_VISIBLE_DEVICES"']
args: none
${more}
`;

const locks = (rig: Rig) => ({ MRUNNER_GPU_LOCKS: rig.path('gpu-locks') });

test('--gpus says which GPUs the runs get, one run each', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': spec('resources: {gpu: 1}\ngrid: {seed: {range: 4}}') });
  const env = locks(rig);
  const { code } = await rig.mrun(['run', 'spec.yaml', '--gpus', '6-7', '--parallel', '4'], {
    env,
  });
  expect(code).toBe(0);
  const logs = await rig.mrun(['logs', '0']);
  expect(logs.stdout).toMatch(/sees [67]\n/);
  const shown = JSON.parse((await rig.mrun(['show', '3', '--json'])).stdout);
  expect(shown.attempts).toMatchObject([{ attempt: 1, gpus: [expect.stringMatching(/^[67]$/)] }]);
  expect((await rig.mrun(['show', '3'])).stdout).toMatch(/ · GPU [67]( ·|\n)/);
});

test('retry and update can say otherwise later', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': spec('resources: {gpu: 1}').replace('echo', 'exit 1; echo') });
  const env = locks(rig);
  expect((await rig.mrun(['run', 'spec.yaml', '--gpus', '6'], { env })).code).toBe(1);
  const update = await rig.mrun(['update', '--gpus', '7']);
  expect(update.stdout).toMatch(/: GPUs 7 as soon as it is resumed \(before: GPUs 6\)\n/);
  expect((await rig.mrun(['retry'], { env })).code).toBe(1);
  expect((await rig.mrun(['retry', '--gpus', '8-9'], { env })).code).toBe(1);
  const { attempts } = JSON.parse((await rig.mrun(['show', '0', '--json'])).stdout);
  expect(attempts.map((it: { gpus: string[] }) => it.gpus)).toEqual([['6'], ['7'], ['8']]);
  const wrong = await rig.mrun(['resume', '--gpus', '9-8']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('9-8 ends before it begins');
});

describe('before anything starts it is a problem', () => {
  test('when a run asks for more GPUs than there are', async () => {
    await using rig = createRig();
    rig.write({
      'spec.mjs': `export const spec = [1, 2, 3].map((count) => ({
        script: ['true'], args: 'none', parameters: { count }, resources: { gpu: count },
      }));`,
      'mrunner.yaml': 'contexts: {local: {backend: local, gpus: "0,4"}}',
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.mjs']);
    expect(code).toBe(2);
    expect(stderr).toContain('#2  resources.gpu');
    expect(stderr).toContain('one run asked for 3 GPUs, and there are 2 to use: 0,4');
    expect(stderr).not.toContain('#1 ');
    expect(rig.exists('mruns')).toBe(false);
  });

  test('when the members of a composite together do', async () => {
    await using rig = createRig();
    const member = '{script: sleep 0.1, args: none, resources: {gpu: 2}}';
    rig.write({ 'spec.yaml': `composite: {learner: ${member}, actor: ${member}}` });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--gpus', '0-2']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'the members of a composite together asked for 4 GPUs, and there are 3 to use: 0-2',
    );
    const less = await rig.mrun(['run', 'spec.yaml', '--gpus', '0-2', '--gpu', '1'], {
      env: locks(rig),
    });
    expect(less.code).toBe(0);
    const shown = JSON.parse((await rig.mrun(['show', '1', '--json'])).stdout);
    expect(shown.inComposite).toMatchObject({
      state: 'succeeded',
      members: [{}, { member: 'actor' }],
    });
    expect((await rig.mrun(['show', '0'])).stdout).toContain(
      'succeeded: #0 learner succeeded, #1 actor succeeded',
    );
  });

  test('when nobody can tell which GPUs there are', async () => {
    await using rig = createRig();
    const broken = "#!/bin/sh\necho 'NVIDIA-SMI has failed' >&2; exit 9\n";
    rig.write({ 'spec.yaml': spec('resources: {gpu: a100}'), 'bin/nvidia-smi': broken });
    chmodSync(rig.path('bin/nvidia-smi'), 0o755);
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml'], {
      env: { PATH: `${rig.path('bin')}:${rig.env.PATH}` },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'nvidia-smi does not tell which GPUs there are: NVIDIA-SMI has failed',
    );
    expect(stderr).toContain('name them, such as --gpus 0-3');
  });

  test('when the list of them is wrong', async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': spec('') });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--gpus', '5-2']);
    expect(code).toBe(2);
    expect(stderr).toContain('5-2 ends before it begins');
  });
});

test('the plan says what auto means, and which GPUs may be used', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': spec('') });
  const { stdout } = await rig.mrun(['plan', 'spec.yaml', '--parallel', 'auto', '--gpus', '0-1']);
  expect(stdout).toMatch(/as many at a time as fit into \d+ cpu, \d+[MG] {3}GPUs 0-1/);
});
