import { expect, test } from 'vitest';
import { resolvePath } from './resolve-path.ts';

test.each([
  ['runs', '/srv/project/runs'],
  ['./runs/', '/srv/project/runs'],
  ['../data//x', '/srv/data/x'],
  ['../../../..', '/'],
  ['.', '/srv/project'],
  ['/abs/./x', '/abs/x'],
  ['~', '/home/ann'],
  ['~/runs', '/home/ann/runs'],
  ['a~b', '/srv/project/a~b'],
])('%s in /srv/project is %s', (path, absolute) => {
  expect(resolvePath('/srv/project', path, '/home/ann')).toBe(absolute);
});
