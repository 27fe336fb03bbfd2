import { expect, test } from 'vitest';
import { exitText, reasonText } from './exit-text.ts';

test.each([
  [1, 'exit 1'],
  [2, 'exit 2 (wrong usage or set-up)'],
  [85, 'exit 85 (interrupted and saved: start it again)'],
  [126, 'exit 126 (found, but could not be executed)'],
  [127, 'exit 127 (command not found)'],
  [137, 'exit 137 (killed by SIGKILL)'],
  [139, 'exit 139 (segmentation fault, killed by SIGSEGV)'],
  [163, 'exit 163 (killed by SIGRTMIN+1)'],
  [255, 'exit 255'],
])('exit code %i reads: %s', (code, text) => {
  expect(exitText(code)).toBe(text);
});

test.each([
  [null, ''],
  [{ kind: 'exit', code: 1, text: 'RangeError: x' }, 'exit 1: RangeError: x'],
  [{ kind: 'exit', code: 7, text: 'exit 7' }, 'exit 7'],
  [
    { kind: 'signal', code: 137, signal: 'SIGKILL', text: 'killed by SIGKILL' },
    'killed by SIGKILL',
  ],
  [{ kind: 'timeout', text: 'stopped at its time limit' }, 'timeout: stopped at its time limit'],
  [{ kind: 'cancelled', text: 'cancelled' }, 'cancelled'],
  [{ kind: 'oom', code: 1, text: 'CUDA out of memory' }, 'CUDA out of memory'],
  [{ kind: 'oom', code: 137, text: 'x' }, 'out of memory: x'],
  [{ kind: 'launch', code: 127, text: 'no such program: x' }, 'launch: no such program: x'],
] as const)('%j in a table: %s', (reason, text) => {
  expect(reasonText(reason)).toBe(text);
});
