import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '@mrunner/core';
import { expect, test } from 'vitest';
import type { Host, HostFiles } from '../src/host/host.ts';
import { registeredSweep } from '../src/registry/registry.ts';
import { finishRemoval, removalLeftover, removeSweep } from '../src/remove/remove-sweep.ts';
import { lockHolder } from '../src/sweep-home/lock.ts';
import { makeRig } from './rig.ts';

/** A host whose disk refuses one kind of work from its n-th time on. */
const refusing = (host: Host, verb: 'rename' | 'remove', from = 0): Host => {
  let count = 0;
  const refuse = (...paths: string[]): void => {
    if (count++ < from) {
      (host.files[verb] as (...paths: string[]) => void)(...paths);
      return;
    }
    throw Object.assign(new Error(`EACCES: permission denied, ${verb} '${paths[0]}'`), {
      code: 'EACCES',
    });
  };
  return { ...host, files: { ...host.files, [verb]: refuse } as HostFiles };
};

test('a sweep that the system does not let go stays whole, on the list and free to be launched', async () => {
  await using rig = await makeRig({ runs: [{ script: 'true' }] });
  const { home, record } = rig.sweep;
  const removed = await removeSweep(refusing(rig.host, 'rename'), rig.sweep);
  expect(removed).toMatchObject({
    ok: false,
    problems: [{ message: `it can't be removed: EACCES: permission denied, rename '${home}'` }],
  });
  expect(registeredSweep(rig.host, record.id)?.home).toBe(home);
  expect(readdirSync(home)).not.toContain('lock');
  expect((await rig.run()).counts.succeeded).toBe(1);
});

test('a removal that fails half-way leaves nothing that looks like a sweep, and is finished later', async () => {
  await using rig = await makeRig({ runs: [{ script: 'true' }] });
  const { home, record } = rig.sweep;
  // Its lock takes one removal, and what an earlier one may have left another.
  const removed = await removeSweep(refusing(rig.host, 'remove', 2), rig.sweep);
  expect(removed).toMatchObject({
    ok: false,
    problems: [{ details: [`remove the rest: mrun rm ${record.id}`] }],
  });
  expect(existsSync(home)).toBe(false);
  const entry = registeredSweep(rig.host, record.id);
  if (entry === undefined) throw new Error('it is off the list');
  expect(removalLeftover(rig.host, entry)).toBe(join(dirname(home), `.${record.id}.removing`));
  expect(finishRemoval(rig.host, entry)).toEqual({ ok: true, value: null });
  expect(existsSync(join(rig.dir, 'mruns'))).toBe(false);
  expect(registeredSweep(rig.host, record.id)).toBe(undefined);
});

test('a sweep that is being launched is not removed', async () => {
  await using rig = await makeRig({
    runs: [{ script: 'until [ -e "$RESOURCE_DIR_PATH/go" ]; do sleep 0.05; done' }],
  });
  const launch = await rig.launch();
  await rig.until(() => existsSync(rig.path(0, 'log.1')));
  expect(await removeSweep(rig.host, rig.sweep)).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('is launching this sweep') }],
  });
  writeFileSync(rig.path(0, 'go'), '');
  expect((await launch.done).counts.succeeded).toBe(1);
  expect(await removeSweep(rig.host, rig.sweep)).toEqual({ ok: true, value: null });
});

test('what a sweep has elsewhere goes while it is locked, and when that is refused all of it stays', async () => {
  await using rig = await makeRig({ runs: [{ script: 'true' }] });
  const { home } = rig.sweep;
  const seen: unknown[] = [];
  const elsewhere = (isGone: boolean) => async (): Promise<Result<null>> => {
    seen.push(lockHolder(rig.host, home)?.pid);
    return isGone ? ok(null) : fail({ kind: 'file', path: '', message: 'not there' });
  };
  expect(await removeSweep(rig.host, rig.sweep, { elsewhere: elsewhere(false) })).toMatchObject({
    ok: false,
    problems: [{ message: 'not there' }],
  });
  expect(existsSync(`${home}/sweep.json`)).toBe(true);
  expect(lockHolder(rig.host, home)).toBe(undefined);
  const launch = await rig.launch();
  await launch.done;
  expect(await removeSweep(rig.host, rig.sweep, { elsewhere: elsewhere(true) })).toMatchObject({
    ok: true,
  });
  expect(seen).toEqual([process.pid, process.pid]);
});
