import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMetricsFile } from './metrics-file.ts';
import { createWarnings } from './warnings.ts';

let directory: string;
let path: string;
let told: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-metrics-'));
  path = join(directory, 'metrics.jsonl');
  told = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (file = path) =>
  createMetricsFile(
    file,
    createWarnings((line) => told.push(line)),
  );
const written = () => readFileSync(path, 'utf8');

test('a line is in the file when the call returns', () => {
  const file = open();
  file.append('1\n');
  expect(written()).toBe('1\n');
  file.append('2\n');
  expect(written()).toBe('1\n2\n');
  file.close();
});

test('the tail of a burst waits for a turn of the event loop, and nothing is lost or out of order', async () => {
  const file = open();
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index}\n`);
  for (const line of lines) file.append(line);
  const atOnce = written();
  expect(lines.join('').startsWith(atOnce)).toBe(true);
  expect(atOnce.split('\n').length).toBeGreaterThan(20);
  await nextTurn();
  expect(written()).toBe(lines.join(''));
  file.close();
});

test('closing writes what waits', () => {
  const file = open();
  for (let index = 0; index < 1000; index++) file.append('x\n');
  file.close();
  expect(written()).toBe('x\n'.repeat(1000));
});

test('it goes on after what other attempts and programs wrote, and after half a line of a crash', () => {
  appendFileSync(path, '{"step":1}\n{"st');
  const file = open();
  file.append('new\n');
  file.close();
  expect(written()).toBe('{"step":1}\n{"st\nnew\n');
});

test('a file that cannot be written is said once, and the script goes on', () => {
  const file = open(join(directory, 'missing', 'metrics.jsonl'));
  file.append('1\n');
  file.append('2\n');
  file.close();
  expect(told).toEqual([expect.stringMatching(/^mrunner: could not write .*ENOENT/)]);
});

test('a full disk is said once, and the script goes on', {
  skip: process.platform !== 'linux',
}, () => {
  const file = open('/dev/full');
  file.append('1\n');
  file.append('2\n');
  file.close();
  expect(told).toEqual([expect.stringMatching(/^mrunner: could not write \/dev\/full: ENOSPC/)]);
});
