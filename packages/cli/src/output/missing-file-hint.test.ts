import type { Sweep } from '@mrunner/dispatcher';
import { expect, test } from 'vitest';
import { missingFileHint } from './missing-file-hint.ts';

const present = new Set(['/p/data/train.bin', '/p/weights.pt']);
const cli = { host: { files: { exists: (path: string) => present.has(path) } } };
const sweep = (mode: string) => ({
  home: '/h',
  record: { code: { mode }, projectDirectory: '/p' },
});
const hint = (text: string, mode = 'snapshot') =>
  missingFileHint(cli as never, sweep(mode) as unknown as Sweep, text);

test.each([
  [
    "FileNotFoundError: [Errno 2] No such file or directory: 'data/train.bin'",
    'the snapshot has no data/: link: [data]',
  ],
  [
    "Error: ENOENT: no such file or directory, open './weights.pt'",
    'the snapshot has no weights.pt: link: [weights.pt]',
  ],
  [
    "Error: ENOENT: no such file or directory, open '/h/code/a1b2/data/train.bin'",
    'the snapshot has no data/: link: [data]',
  ],
  ['cat: data/train.bin: No such file or directory', 'the snapshot has no data/: link: [data]'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'data/other.bin'", undefined],
  ["ValueError: 'data/train.bin' is empty", undefined],
  ["No such file or directory: '../p/data/train.bin'", undefined],
])('%s: %s', (text, expected) => {
  expect(hint(text)).toBe(expected);
});

test('in place everything is there, so a missing file is missing for good', () => {
  expect(hint("No such file or directory: 'data/train.bin'", 'in-place')).toBeUndefined();
});
