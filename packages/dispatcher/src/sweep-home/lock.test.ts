import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../host/host.ts';
import { nodeHost } from '../host/node-host.ts';
import { lockHolder, takeLock } from './lock.ts';

const host = nodeHost();
const other: Host = { ...host, machine: { ...host.machine, pid: process.ppid } };
const stale = JSON.stringify({ host: host.machine.host, boot: 'before', pid: 1, started: '1' });

/** A host that calls back before each operation on files that counts here. */
function watched(before: () => void): Host {
  const { files } = host;
  const noted = <Words extends unknown[], Answer>(operation: (...words: Words) => Answer) => {
    return (...words: Words): Answer => {
      before();
      return operation(...words);
    };
  };
  const { link, rename, remove, replace } = files;
  const changing = {
    link: noted(link),
    rename: noted(rename),
    remove: noted(remove),
    replace: noted(replace),
  };
  return { ...host, files: { ...files, ...changing } };
}

test.each([
  ['', []],
  [', also when somebody died while replacing it', ['lock.turn']],
])('of two who find a stale lock one gets it, whenever they meet%s', (_, alsoStale) => {
  let operations = 0;
  for (let at = 1; at === 1 || at <= operations; at++) {
    const home = mkdtempSync(join(tmpdir(), 'mrunner-'));
    try {
      for (const name of ['lock', ...alsoStale]) writeFileSync(join(home, name), stale);
      operations = 0;
      let theirs: ReturnType<typeof takeLock> | undefined;
      const mine = takeLock(
        watched(() => {
          operations++;
          expect(lockHolder(host, home)).toBeDefined();
          if (operations === at) theirs = takeLock(other, home);
        }),
        home,
      );
      const winner = mine.ok ? process.pid : process.ppid;
      expect([mine.ok, theirs?.ok].filter((isOk) => isOk).length).toBe(1);
      expect(lockHolder(host, home)?.pid).toBe(winner);
      for (const lock of [mine, theirs]) if (lock?.ok) lock.value.release();
      expect(readdirSync(home)).toEqual([]);
    } finally {
      rmSync(home, { recursive: true });
    }
  }
  expect(operations).toBeGreaterThan(3);
});

test('a lock that names nobody is taken only when a person says that its holder is dead', () => {
  const home = mkdtempSync(join(tmpdir(), 'mrunner-'));
  try {
    writeFileSync(join(home, 'lock'), '');
    const refused = takeLock(host, home);
    expect(refused.ok ? '' : JSON.stringify(refused.problems)).toContain('--take-over');
    const taken = takeLock(host, home, { takeOver: true });
    expect(taken.ok && lockHolder(host, home)?.pid).toBe(process.pid);
  } finally {
    rmSync(home, { recursive: true });
  }
});
