import { expect, test } from 'vitest';
import { shownPath } from './paths.ts';

const cli = { cwd: '/home/ann/lab/sub', env: { HOME: '/home/ann' } };

test.each([
  ['/home/ann/lab/sub', '.'],
  ['/home/ann/lab/sub/mruns', 'mruns'],
  ['/home/ann/lab/mrunner.yaml', '../mrunner.yaml'],
  ['/home/ann/.config/mrunner/config.yaml', '~/.config/mrunner/config.yaml'],
  ['/data/runs', '/data/runs'],
])('%s is shown as %s', (path, shown) => {
  expect(shownPath(cli, path)).toBe(shown);
});
