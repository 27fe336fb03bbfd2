import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pathWord } from './set-up-steps.ts';

test.each([
  ['~/my envs/a', "/home/o'hara/my envs/a"],
  ["/srv/it's $HOME", "/srv/it's $HOME"],
  ['a~/b', 'a~/b'],
])('the path %s is %s where it is used', (path, meant) => {
  const env = { HOME: "/home/o'hara" };
  const printed = execFileSync('/bin/sh', ['-c', `printf %s ${pathWord(path)}`], { env });
  expect(String(printed)).toBe(meant);
});
