import { expect, test } from 'vitest';
import { codeChange } from './code-change.ts';

test.each([
  ['nothing', 'same', undefined],
  ['nobody knows what', 'unknown', undefined],
  ['one file', { changed: ['train.ts'] }, 'train.ts has changed since'],
  ['several files', { changed: ['a', 'b', 'c'] }, 'a and 2 more have changed since'],
  ['only the commit', { changed: [] }, 'it has changed since'],
] as const)('%s has changed', (_, since, expected) => {
  expect(codeChange(since)).toBe(expected);
});
