import { expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const known = ['lr', 'hidden', 'batchSize', 'learning_rate', 'seed'];

test.each([
  ['a missing letter', 'hiden', 'hidden'],
  ['a letter too many', 'lrr', 'lr'],
  ['a wrong letter', 'seeb', 'seed'],
  ['swapped neighbours', 'rl', 'lr'],
  ['another case', 'LR', 'lr'],
  ['other separators', 'batch-size', 'batchSize'],
  ['several mistakes in a long name', 'lerning-rete', 'learning_rate'],
])('%s is recognised', (_, name, expected) => {
  expect(didYouMean(name, known)).toBe(expected);
});

test.each(['x', 'optimizer', 'width', ''])(
  'nothing is suggested for %j, which is like no known name',
  (name) => {
    expect(didYouMean(name, known)).toBeUndefined();
  },
);

test('the nearest name wins, and of equally near ones the first', () => {
  expect(didYouMean('seeds', ['sends', 'seed', 'seedy'])).toBe('sends');
  expect(didYouMean('seed_', ['seedy', 'seed'])).toBe('seed');
});

test('nothing is suggested where nothing is known', () => {
  expect(didYouMean('lr', [])).toBeUndefined();
});
