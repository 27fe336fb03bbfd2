import type { SweepStatus } from '@mrunner/dispatcher';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { faultsRig } from './faults-rig.ts';

const attempts = ({ of }: SweepStatus, run = 0) =>
  of(run).attempts.map(({ attempt, exitCode }) => [attempt, exitCode]);

/** Saves when it is warned, and goes on with what an earlier attempt saved. */
const python = `
import os, time
from mrunner_runtime import should_stop, standard_mrunner_main

def main(context, params, experiment_dir):
    saved = os.path.join(experiment_dir, 'saved')
    if os.path.exists(saved):
        return {'steps': int(open(saved).read())}
    print('first', flush=True)
    while not should_stop():
        time.sleep(0.1)
    with open(saved, 'w') as file:
        file.write('7')

if __name__ == '__main__':
    standard_mrunner_main(main)
`;

describe.skipIf(!hasSlurm)('attempts on Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test.each([
    [{ retries: 2, retry_on: ['exit'] }, 3, [3, 3, 3], 'exit'],
    [{ retries: 2, retry_on: ['exit'], pack: 1 }, 3, [3, 3, 3], 'exit'],
    [{ retries: 2, retry_on: ['interrupted'] }, 85, [85, 85, 85], 'interrupted'],
    [{ retries: 1, retry_on: ['timeout'], timeout: '3s' }, 0, [143, 143], 'timeout'],
    [{ retries: 0 }, 3, [3], 'exit'],
  ] as const)(
    'with %j a run that always ends so is started no more often',
    async (context, code, codes, kind) => {
      const life = kind === 'timeout' ? 1000 : 0;
      await using faults = await faultsRig(cluster, { runs: [[life, code]], context });
      const status = await faults.over();
      expect(attempts(status)).toEqual(codes.map((each, at) => [at + 1, each]));
      expect(status.of(0)).toMatchObject({ state: 'failed', reason: { kind } });
      const started = faults.ledger.lines().filter(({ what }) => what === 'start');
      expect(started.map(({ attempt }) => attempt)).toEqual(codes.map((_, at) => at + 1));
    },
  );

  test('a Python script that is warned before its time limit saves, and goes on in the next attempt', async () => {
    await using rig: Rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:
  hpc: {backend: slurm, storage_dir: ./mruns, time: 1m, mem: 200M, warn_before: 20, retries: 1, retry_on: [timeout]}
`,
      'spec.yaml': 'script: python3 train.py\n',
      'train.py': python,
    });
    const { env } = cluster;
    expect(await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y'], { env })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await rig.mrun(['wait'], { env })).toMatchObject({ code: 0, stdout: 'succeeded 1\n' });
    const { attempts: made } = JSON.parse(
      (await rig.mrun(['show', '0', '--json'], { env })).stdout,
    );
    expect(made).toMatchObject([
      { attempt: 1, exitCode: 85, reason: { kind: 'timeout' } },
      { attempt: 2, exitCode: 0 },
    ]);
    const names = rig.files('mruns').map((path) => path.split('/').slice(-2).join('/'));
    expect(names).toEqual(expect.arrayContaining(['0-spec/log.1', '0-spec/log.2', '0-spec/saved']));
    // Slurm itself started the task again.
    expect(names.filter((name) => /^events\/worker-.*\.r1\.jsonl$/.test(name))).toHaveLength(1);
  }, 180_000);
});
