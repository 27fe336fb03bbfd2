import { expect, test } from 'vitest';
import { indexPath, keyPath } from './path-text.ts';

test.each([
  ['', 'lr', 'lr'],
  ['grid', 'lr', 'grid.lr'],
  ['grid', 'größe', 'grid.größe'],
  ['env', 'MY-VAR', 'env["MY-VAR"]'],
  ['', 'a b', '["a b"]'],
  ['p', '', 'p[""]'],
  ['p', '1', 'p["1"]'],
  ['p', 'a.b', 'p["a.b"]'],
  ['p', '"', 'p["\\""]'],
])('below %j, the key %j is %s', (path, key, expected) => {
  expect(keyPath(path, key)).toBe(expected);
});

test('elements are counted from 0', () => {
  expect(indexPath('experiments', 3)).toBe('experiments[3]');
});
