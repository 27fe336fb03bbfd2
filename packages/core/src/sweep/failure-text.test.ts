import { expect, test } from 'vitest';
import { failureTextOf } from './failure-text.ts';

const esc = String.fromCharCode(27);

test.each([
  [
    'a Python traceback',
    'epoch 1\nTraceback (most recent call last):\n  File "t.py", line 3, in <module>\n    main()\nValueError: bad shape\n',
    'ValueError: bad shape',
  ],
  [
    'an exception of any name, with notes after it',
    'Traceback (most recent call last):\n  File "t.py", line 3\nmylib.Oops: no\nnote: see docs\n',
    'mylib.Oops: no',
  ],
  [
    'the last of two tracebacks',
    'Traceback (most recent call last):\n  x\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  y\nOSError: disk\n',
    'OSError: disk',
  ],
  [
    'an error of Node',
    '/a/t.js:3\n  throw new RangeError("x")\n  ^\n\nRangeError: Invalid array length\n    at init (/a/t.js:3:9)\n\nNode.js v24.9.0\n',
    'RangeError: Invalid array length',
  ],
  ['a code of Node', 'Error [ERR_X]: no\n    at f', 'Error [ERR_X]: no'],
  ['colours', `${esc}[31mfatal: no such file${esc}[0m\n`, 'fatal: no such file'],
  ['a complaint of any program', 'a\ncp: cannot stat x\nbye\n', 'cp: cannot stat x'],
  ['nothing telling', 'epoch 1\nepoch 2\n', undefined],
  ['an empty log', '', undefined],
])('%s', (_, log, expected) => {
  expect(failureTextOf(log)).toBe(expected);
});

test('a long line is cut', () => {
  expect(failureTextOf(`Error: ${'x'.repeat(1000)}`)).toMatch(/^Error: x{292}…$/);
});
