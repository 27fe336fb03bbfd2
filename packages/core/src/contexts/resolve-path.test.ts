import { expect, test } from 'vitest';
import { resolvePath } from './resolve-path.ts';

test.each([
  ['runs', '/work/project/runs'],
  ['./runs/', '/work/project/runs'],
  ['../data//x', '/work/data/x'],
  ['../../../..', '/'],
  ['.', '/work/project'],
  ['/abs/./x', '/abs/x'],
  ['~', '/home/ann'],
  ['~/runs', '/home/ann/runs'],
  ['a~b', '/work/project/a~b'],
])('%s in /work/project is %s', (path, absolute) => {
  expect(resolvePath('/work/project', path, '/home/ann')).toBe(absolute);
});
