import { expect, test } from 'vitest';
import { tellingLines } from './telling-lines.ts';

test('of a Node program the error and where it happened', () => {
  const log = `epoch 1\n/p/train.ts:22\n  throw new RangeError('Invalid array length');\n  ^\n\nRangeError: Invalid array length\n    at init (train.ts:22:17)\n    at main (train.ts:3:1)\n    at x\n    at y\n\nNode.js v24.9.0\n`;
  expect(tellingLines(log)).toEqual([
    'RangeError: Invalid array length',
    '    at init (train.ts:22:17)',
    '    at main (train.ts:3:1)',
    '    at x',
  ]);
});

test('of a Python program the end of the traceback', () => {
  const log = `step 3\nTraceback (most recent call last):\n  File "train.py", line 3, in <module>\n    main()\n  File "train.py", line 2, in main\n    raise ValueError("bad shape")\nValueError: bad shape\n`;
  expect(tellingLines(log)).toEqual([
    '  File "train.py", line 3, in <module>',
    '    main()',
    '  File "train.py", line 2, in main',
    '    raise ValueError("bad shape")',
    'ValueError: bad shape',
  ]);
});

test('of any other program its last lines, without colours', () => {
  expect(tellingLines('one\n\u001b[31mtwo\u001b[0m\n\nthree\n')).toEqual(['one', 'two', 'three']);
  expect(tellingLines('')).toEqual([]);
});
