import { expect, test } from 'vitest';
import type { Problem } from './problem.ts';
import { indexesText, problemText } from './problem-text.ts';

const problems: readonly Problem[] = [
  {
    kind: 'unknown-key',
    path: 'grid.hiden',
    message: 'no such parameter',
    suggestion: 'hidden',
    details: ['the schema has: lr, hidden, seed'],
  },
  {
    kind: 'value',
    path: 'lr',
    indexes: [3, 4, 5],
    message: 'expected a number above 0, got -0.1',
    origin: 'grid.lr[1]',
  },
  { kind: 'spec', path: '', message: 'expected at least one experiment, got none' },
];

test('problems are laid out in two columns, with what is allowed below', () => {
  expect(`\n${problemText(problems)}`).toBe(`
  grid.hiden   no such parameter. Did you mean hidden?
               the schema has: lr, hidden, seed
  #3 … #5  lr  expected a number above 0, got -0.1   (grid.lr[1])
  expected at least one experiment, got none`);
});

test('a problem with a position shows the line and underlines the place', () => {
  const position = {
    file: 'spec.yaml',
    line: 7,
    column: 3,
    length: 9,
    excerpt: ['  script: python train.py', '  paramters: {lr: 0.1}'],
  };
  const problem: Problem = {
    kind: 'unknown-key',
    path: 'paramters',
    message: 'unknown key paramters',
    suggestion: 'parameters',
    position,
  };
  expect(`\n${problemText([problem])}`).toBe(`
spec.yaml:7:3  unknown key paramters. Did you mean parameters?
    6 |   script: python train.py
    7 |   paramters: {lr: 0.1}
      |   ^^^^^^^^^`);
});

test.each([
  [[3], '#3'],
  [[3, 4], '#3, #4'],
  [[5, 3, 4, 9, 9], '#3 … #5, #9'],
  [[0, 2, 4, 6, 8, 10, 12], '#0, #2, #4, #6, #8 and 2 more'],
])('indexes %j are written %s', (indexes, text) => {
  expect(indexesText(indexes)).toBe(text);
});
