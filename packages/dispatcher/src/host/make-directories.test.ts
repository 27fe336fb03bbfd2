import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDirectories } from './make-directories.ts';

const top = mkdtempSync(join(tmpdir(), 'mrunner-directories-'));
afterAll(() => rmSync(top, { recursive: true }));

test('makes what is missing, and says where it began', () => {
  expect(makeDirectories(join(top, 'a/b/c'))).toBe(join(top, 'a'));
  expect(makeDirectories(join(top, 'a/b/c'))).toBeUndefined();
  expect(makeDirectories(join(top, 'a/b/d'))).toBe(join(top, 'a/b/d'));
});

test('a file in the way is an error', () => {
  writeFileSync(join(top, 'file'), '');
  expect(() => makeDirectories(join(top, 'file'))).toThrow('EEXIST');
  expect(() => makeDirectories(join(top, 'file/below'))).toThrow('ENOTDIR');
});

test.runIf(existsSync('/proc/self'))(
  'a parent that takes no entries is an error, not an endless wait',
  () => {
    expect(() => makeDirectories('/proc/nothing/below')).toThrow('ENOENT');
  },
);
