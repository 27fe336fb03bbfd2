import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locksIn, one, ownLocks, say } from './gpu-rig.ts';
import { makeRig, program, type Rig, type RigOptions } from './rig.ts';

/** An `nvidia-smi` that tells of GPUs 0 to 3, and of processes on those that the file `busy` names. */
const fakeSmi = `#!/bin/sh
case $1 in
  --query-gpu*) for i in 0 1 2 3; do echo "$i, GPU-$i$i"; done ;;
  *) for i in $(cat "\${0%/*}/../busy"); do echo "GPU-$i$i, 4711"; done ;;
esac
`;

const withSmi = async (
  options: RigOptions,
  { busy = '', visible }: { busy?: string; visible?: string } = {},
): Promise<Rig> => {
  const rig = await makeRig({
    ...options,
    env: (dir) => ({
      ...locksIn(dir),
      PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
      ...(visible !== undefined && { CUDA_VISIBLE_DEVICES: visible }),
    }),
  });
  mkdirSync(join(rig.dir, 'bin'));
  program(join(rig.dir, 'bin'), 'nvidia-smi', fakeSmi);
  writeFileSync(join(rig.dir, 'busy'), busy);
  return rig;
};

describe('GPUs that nvidia-smi lists', () => {
  test('are used when nobody else does', async () => {
    const runs = Array.from({ length: 4 }, () => ({ script: say, ...one }));
    await using rig = await withSmi({ runs, options: { parallel: 4 } }, { busy: '0 2' });
    expect((await rig.run()).counts.succeeded).toBe(4);
    for (const index of runs.keys()) {
      expect(rig.read(index, 'log.1')).toMatch(/^PCI_BUS_ID [13]\n$/);
    }
  });

  test('are waited for when others use them', async () => {
    await using rig = await withSmi({ runs: [{ script: say, ...one }] }, { busy: '0 1 2 3' });
    const launch = await rig.launch();
    await rig.until(() => rig.events.length > 0);
    expect(rig.events[0]).toMatchObject({
      text: '#0 waits for GPUs: 0 is used by process 4711, 1 is used by process 4711, 2 is used by process 4711, 3 is used by process 4711',
    });
    writeFileSync(join(rig.dir, 'busy'), '0 1 3');
    expect((await launch.done).counts.succeeded).toBe(1);
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 2\n');
  });

  test('are those that mrun itself may see', async () => {
    await using rig = await withSmi({ runs: [{ script: say, ...one }] }, { visible: 'GPU-33,0' });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe('PCI_BUS_ID 3\n');
  });

  test('stay as they are for a run that does not ask', async () => {
    await using rig = await withSmi({ runs: [{ script: say }] }, { visible: '1,2' });
    await rig.run();
    expect(rig.read(0, 'log.1')).toBe(' 1,2\n');
  });

  test('are not waited for by a run that is cancelled meanwhile', async () => {
    await using rig = await withSmi({ runs: [{ script: say, ...one }] }, { busy: '0 1 2 3' });
    const launch = await rig.launch();
    await rig.until(() => rig.events.length > 0);
    launch.stop('term');
    expect(await launch.done).toMatchObject({ why: 'interrupted', counts: { planned: 1 } });
  });

  test('without nvidia-smi nothing is started, and it is said how to name them', async () => {
    await using rig = await ownLocks({
      runs: [{ script: say, ...one }],
      env: { PATH: '/nowhere' },
    });
    const outcome = await rig.run();
    expect(outcome).toMatchObject({ why: 'error', counts: { planned: 1 } });
    expect(outcome.text).toContain('there is no nvidia-smi to tell which GPUs there are');
  });
});
