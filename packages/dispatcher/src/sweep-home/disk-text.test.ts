import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeHost } from '../host/node-host.ts';
import { refusalText } from './disk-text.ts';

test('of a directory that was removed it says so, and nothing of a disk', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mrunner-'));
  try {
    const text = `expected the directory ${dir}/runs, and it is gone: it was removed or moved meanwhile`;
    expect(refusalText(nodeHost(), `${dir}/runs/0-test`)).toBe(text);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
