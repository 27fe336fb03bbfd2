import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSmallDisk } from '../../dispatcher/test/small-disk.ts';
import { createRig, type Finished, type Rig } from './rig/rig.ts';

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();

const states = async (rig: Rig): Promise<unknown> => {
  const { stdout } = await rig.mrun(['status', '--json']);
  const { runs } = JSON.parse(stdout) as { runs: { state: string; attempt: number }[] };
  return runs.map(({ state, attempt }) => `${state} ${attempt}`);
};

/** Fills a disk to its last byte. */
const fill = (path: string): void => {
  for (let size = 1 << 16; size > 0; size >>= 1) {
    try {
      for (let i = 0; ; i++) writeFileSync(join(path, `fill-${size}-${i}`), 'x'.repeat(size));
    } catch {
      // Smaller pieces, then.
    }
  }
};

describe.skipIf(probe === undefined)('on a full disk (needs root to mount a small one)', () => {
  test('every command says what can not be written, and changes nothing', {
    timeout: 300_000,
  }, async () => {
    await using disk = createSmallDisk('2m');
    if (disk === undefined) return;
    await using rig = createRig();
    rig.write({
      'spec.yaml': 'script: sh train.sh\ngrid: {i: {range: 3}}\n',
      'train.sh': 'exit $MRUNNER_RUN_INDEX\n',
      'mrunner.yaml': `contexts: {local: {storage_dir: ${disk.path}/runs}}\n`,
    });
    await rig.mrun(['run', 'spec.yaml']);
    const before = await states(rig);
    expect(before).toEqual(['succeeded 1', 'failed 1', 'failed 1']);
    fill(disk.path);
    const done: [string, Finished][] = [];
    for (const words of [
      ['retry', '--failed'],
      ['cancel', '0-2'],
      ['pause'],
      ['update', '--parallel', '3'],
      ['note', '1', 'a note'],
      ['tag', '1', 'seen'],
      ['resume'],
      ['run', 'spec.yaml'],
      ['status'],
      ['results'],
      ['why', '1'],
      ['list'],
    ]) {
      done.push([words.join(' '), await rig.mrun([...words, '-y'])]);
    }
    const bugs = done.filter(([, { code, stdout, stderr }]) => {
      return code === 4 || code === null || /Internal error|^ {4}at /m.test(stdout + stderr);
    });
    expect(bugs).toEqual([]);
    const said = (name: string): string => {
      const found = done.find(([words]) => words.startsWith(name))?.[1];
      return `${found?.stdout}${found?.stderr}`;
    };
    for (const name of ['retry', 'note', 'tag', 'run'])
      expect(said(name)).toMatch(/full|no space/i);
    for (const name of readdirSync(disk.path)) {
      if (name.startsWith('fill')) rmSync(join(disk.path, name));
    }
    expect(await states(rig)).toEqual(before);
    // With room again, all of it works.
    expect((await rig.mrun(['retry', '--failed', '-y'])).code).toBe(1);
    expect(await states(rig)).toEqual(['succeeded 1', 'failed 2', 'failed 2']);
  });
});

test('resume twice and retry at once: each attempt starts once, and all of them end', {
  timeout: 300_000,
}, async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': 'script: sh train.sh\ngrid: {i: {range: 12}}\n',
    'train.sh':
      'echo "$MRUNNER_RUN_INDEX $MRUNNER_ATTEMPT" >> ledger\n[ "$MRUNNER_RUN_INDEX" -gt 1 ] || [ -e good ]\n[ -e go ] || sleep 0.3\n',
  });
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  while (!rig.exists('ledger') || rig.read('ledger').split('\n').length < 5) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  run.signal('SIGKILL');
  await run.done;
  rig.write({ go: '', good: '' });
  const words = [['resume'], ['resume'], ['retry', '--failed']];
  const ends = await Promise.all(words.map((each) => rig.mrun([...each, '-y'])));
  expect(ends.filter(({ code }) => code === 4 || code === null)).toEqual([]);
  await rig.mrun(['resume', '-y']);
  await rig.mrun(['retry', '--failed', '-y']);
  const lines = rig.read('ledger').trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(12);
  const table = (await states(rig)) as string[];
  expect(table.filter((state) => state.startsWith('succeeded'))).toHaveLength(12);
});
