import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeRig, type TestRun } from '../../test/rig.ts';

const member = (script: string, index: number): TestRun => ({
  script,
  composite: { name: 'pair', member: `m${index}`, first: 0, size: 2, onFailure: 'stop' },
});

test.each([
  ['', ''],
  [', and leaves a process behind', 'sleep 60 & '],
])('a member that fails by itself just before it is stopped has failed%s', async (_, before) => {
  const waits = `${before}until [ -e go ]; do sleep 0.01; done; exit 4`;
  await using rig = await makeRig({ runs: [member(waits, 0), member('exit 3', 1)] });
  const { counts } = await rig.run({
    observe: (event) => {
      if (event.type !== 'ended' || event.run.index !== 1) return;
      writeFileSync(`${rig.dir}/go`, '');
      // The launcher is busy until the other one's end is on record.
      while (rig.status().of(0).exitCode === null);
    },
  });
  expect(counts).toMatchObject({ failed: 2, cancelled: 0 });
  expect(rig.status().counts).toEqual(counts);
  expect(rig.status().of(0).reason).toEqual({ kind: 'exit', code: 4, text: 'exit 4' });
});

describe('a lost run', () => {
  const runs = [{ script: 'kill -s KILL 0' }];

  test('is tried again once: lost twice in a row it waits for a person', async () => {
    await using rig = await makeRig({ runs, options: { retries: 5 } });
    expect((await rig.run()).counts).toMatchObject({ unknown: 1 });
    expect(rig.status().of(0)).toMatchObject({ state: 'unknown', attempt: 2 });
  });

  test('is not tried again where a person is to be asked', async () => {
    await using rig = await makeRig({ runs, options: { retries: 5 }, context: { onLost: 'ask' } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'unknown', attempt: 1 });
  });
});

test('an attempt that somebody else claimed is left to them, and not followed by another', async () => {
  await using rig = await makeRig({
    runs: [{ script: 'true' }],
    options: { retries: 2, grace: 0 },
  });
  rig.host.files.makeDirectories(rig.path(0, '.'));
  writeFileSync(rig.path(0, 'log.1'), 'theirs\n');
  const theirs: ReturnType<typeof spawn>[] = [];
  const { counts } = await rig.run({
    observe: ({ type }) => {
      if (type !== 'started') return;
      const env = { MRUNNER_RUN_ID: `${rig.sweep.record.id}/0`, MRUNNER_ATTEMPT: '1' };
      theirs.push(spawn('sleep', ['60'], { env: { PATH: process.env.PATH, ...env } }));
    },
  });
  expect(counts).toMatchObject({ unknown: 1 });
  expect(existsSync(rig.path(0, 'log.2'))).toBe(false);
  expect(theirs.map((child) => child.signalCode)).toEqual([null]);
  for (const child of theirs) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    expect(child.kill('SIGKILL')).toBe(true);
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
  }
});
