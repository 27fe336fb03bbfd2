import { spawnSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRun } from '@mrunner/core';
import { expect, test } from 'vitest';
import { packProgram } from '../src/pack/pack-program.ts';
import { packedRun } from '../src/pack/packed-run.ts';
import { writePack } from '../src/pack/write-pack.ts';
import { makeRig, type Rig } from './rig.ts';
import { createSmallDisk } from './small-disk.ts';

/** Writes the pack of a whole sweep, planned for another home, and its worker; answers the worker's text. */
function packSweep(rig: Rig, home: string): string {
  const { record } = rig.sweep;
  const [context] = record.contexts;
  if (context === undefined) throw new Error('no context');
  const runs = [...rig.sweep.experiments()].map((recorded) =>
    packedRun((attempt) => planRun({ ...record, home }, recorded, attempt), 1, context, []),
  );
  const files = { pack: join(rig.dir, 'pack.sh'), index: join(rig.dir, 'pack.index') };
  writePack(rig.host, files, runs);
  const worker = join(rig.dir, 'worker.sh');
  const setting = { home, files, context: context.name, grace: 5, env: {}, setUp: [] };
  writeFileSync(worker, packProgram(setting));
  return worker;
}

test('a sweep whose runs come from a pack is read like any other, also when its home was elsewhere meanwhile', async () => {
  await using rig = await makeRig({
    runs: [
      { script: 'echo fine; echo {} >"$RESOURCE_DIR_PATH/result.json"', parameters: { lr: 0.1 } },
      { script: 'exit 3' },
      { script: ['no-such-program'] },
      { script: 'echo late' },
    ],
    context: { neptune: true },
  });
  const elsewhere = join(rig.dir, 'elsewhere');
  const worker = packSweep(rig, elsewhere);
  renameSync(rig.sweep.home, elsewhere);
  const { status: code } = spawnSync('sh', [worker, 'cluster-0', '0', '2'], { encoding: 'utf8' });
  expect(code).toBe(127);
  renameSync(elsewhere, rig.sweep.home);
  const status = rig.status();
  expect([0, 1, 2, 3].map((index) => [status.of(index).state, status.of(index).exitCode])).toEqual([
    ['succeeded', 0],
    ['failed', 3],
    ['failed', 127],
    ['planned', null],
  ]);
  expect(status.of(2).reason).toMatchObject({
    kind: 'launch',
    text: 'cannot start no-such-program',
  });
  expect(rig.read(0, 'log.1')).toBe('fine\n');
  expect(rig.read(0, 'result.json')).toBe('{}\n');
  expect(rig.read(0, 'neptune.yaml')).toContain('default: 0.1');
  expect(rig.read(0, 'context.json')).toContain(`"storageDir":"${elsewhere}/`);
});

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();

test.skipIf(probe === undefined)(
  'a worker of a pack starts nothing on a full disk, and says so (needs root)',
  async () => {
    await using disk = createSmallDisk('512k');
    if (disk === undefined) return;
    await using rig = await makeRig({ runs: [{ script: 'true' }], below: disk.path });
    const worker = packSweep(rig, rig.sweep.home);
    spawnSync('sh', ['-c', 'cat /dev/zero >"$0"', join(disk.path, 'fill')]);
    const { status: code, stderr } = spawnSync('sh', [worker, 'cluster-0', '0', '0'], {
      encoding: 'utf8',
    });
    expect(code).toBe(73);
    expect(stderr).toMatch(/mrunner: (nothing|run 0) is( not)? started: cannot write/);
    expect(rig.status().of(0).state).toBe('planned');
    rmSync(join(disk.path, 'fill'));
    expect(spawnSync('sh', [worker, 'cluster-0', '0', '0']).status).toBe(0);
    expect(rig.status().of(0).state).toBe('succeeded');
  },
);

test.skipIf(probe === undefined)(
  'a worker of a pack records an end as soon as the disk takes it (needs root)',
  async () => {
    await using disk = createSmallDisk('512k');
    if (disk === undefined) return;
    // Disk and file of events are full to the last byte. What makes room has no mark of the run.
    const script = `cat /dev/zero >$DISK/fill 2>/dev/null; tr '\\0' '\\n' </dev/zero >>"$RESOURCE_DIR_PATH/../../events/worker-cluster-0.jsonl" 2>/dev/null
env -i DISK=$DISK PATH=$PATH sh -c 'sleep 1; rm $DISK/fill' >/dev/null 2>&1 &
exit 3`;
    await using rig = await makeRig({
      runs: [{ script, env: { DISK: disk.path } }, { script: 'true' }],
      below: disk.path,
    });
    const worker = packSweep(rig, rig.sweep.home);
    const { status: code, stdout } = spawnSync('sh', [worker, 'cluster-0', '0', '1'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('unrecorded 0 1 3');
    expect(code).toBe(3);
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', exitCode: 3 });
    expect(rig.status().of(1).state).toBe('succeeded');
  },
);
