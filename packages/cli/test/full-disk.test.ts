import { expect, test } from 'vitest';
import { createSmallDisk } from '../../dispatcher/test/small-disk.ts';
import { createRig } from './rig/rig.ts';

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();
const isAllowed = probe !== undefined;

test.skipIf(!isAllowed)(
  'a disk that gets full while running: what is finished stays so, the message names the disk (needs root to mount one)',
  async () => {
    await using disk = createSmallDisk('512k');
    if (disk === undefined) throw new Error('Internal error: it could be mounted a moment ago');
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'script: sh train.sh\ngrid: {i: {range: 40}}\n',
      'train.sh': `test $MRUNNER_RUN_INDEX = 2 && cat /dev/zero > ${disk.path}/fill 2>/dev/null; true\n`,
      'mrunner.yaml': `contexts: {local: {storage_dir: ${disk.path}/runs}}\n`,
    });
    const { code, stdout } = await rig.mrun(['run', 'spec.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain(`the disk at ${disk.path} is full`);
    expect(stdout).toMatch(/^[1-9]\d* of 40 succeeded/m);
    expect(stdout).toContain('never started');
  },
);

test.skipIf(!isAllowed)(
  'a disk that is full before: nothing is started, nothing is left behind',
  async () => {
    await using disk = createSmallDisk('16k');
    if (disk === undefined) throw new Error('Internal error: it could be mounted a moment ago');
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'script: "true"\ngrid: {i: {range: 400}}\n',
      'mrunner.yaml': `contexts: {local: {storage_dir: ${disk.path}/runs}}\n`,
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '-y']);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing was started');
    expect(stderr).toContain(disk.path);
    expect(rig.files('../state')).toEqual([]);
  },
);
