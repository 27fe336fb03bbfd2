import { expect, test } from 'vitest';
import { isWithin, readRunSelector } from './run-selector.ts';

test.each([
  ['an index', '3', { runs: [[3, 3]] }],
  ['an index as tables show it', '#3', { runs: [[3, 3]] }],
  [
    'ranges',
    '3-7,9',
    {
      runs: [
        [3, 7],
        [9, 9],
      ],
    },
  ],
  ['a run of a sweep', 'otter/3', { sweep: 'otter', runs: [[3, 3]] }],
  [
    'runs of a sweep',
    'brave-otter/3-7,9',
    {
      sweep: 'brave-otter',
      runs: [
        [3, 7],
        [9, 9],
      ],
    },
  ],
  [
    'runs of a sweep that is a directory',
    'mruns/p/20261122-1607-brave-otter/0',
    { sweep: 'mruns/p/20261122-1607-brave-otter', runs: [[0, 0]] },
  ],
  ['a sweep', 'otter', { sweep: 'otter' }],
  ['a whole id', '20261122-1607-brave-otter', { sweep: '20261122-1607-brave-otter' }],
  ['a directory', './mruns/', { sweep: './mruns/' }],
  ['the directory of a run', 'mruns/runs/03-mlp', { sweep: 'mruns/runs/03-mlp' }],
  ['digits at the root of the disk', '/3', { sweep: '/3' }],
])('%s is read as what it is', (_, word, expected) => {
  expect(readRunSelector(word)).toEqual(expected);
});

test('ranges include both their ends', () => {
  expect([2, 3, 5, 7, 8].map((index) => isWithin([[3, 7]], index))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});
