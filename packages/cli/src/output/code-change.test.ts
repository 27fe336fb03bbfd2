import type { CodeRecord } from '@mrunner/core';
import { expect, test } from 'vitest';
import { codeChange } from './code-change.ts';

const code = (commit: string, diffs: { readonly [file: string]: string } = {}): CodeRecord => ({
  mode: 'in-place',
  directory: '/p',
  commit,
  changed: Object.keys(diffs),
  diff: Object.entries(diffs)
    .map(([file, diff]) => `diff --git a/${file} b/${file}\n${diff}\n`)
    .join(''),
});

test.each([
  ['nothing', code('abc', { 'a.ts': '+1' }), code('abc', { 'a.ts': '+1' }), undefined],
  ['one file', code('abc'), code('abc', { 'train.ts': '+1' }), 'train.ts has changed since'],
  [
    'a changed file again',
    code('abc', { 'a.ts': '+1' }),
    code('abc', { 'a.ts': '+2' }),
    'a.ts has changed since',
  ],
  [
    'a file that is as committed again',
    code('abc', { 'a.ts': '+1' }),
    code('abc'),
    'a.ts has changed since',
  ],
  [
    'several files',
    code('abc'),
    code('abc', { b: '+', a: '+', c: '+' }),
    'a and 2 more have changed since',
  ],
  ['the commit', code('abc'), code('0123456789'), 'it is at in place, 0123456 by now'],
])('%s has changed', (_, then, now, expected) => {
  expect(codeChange(then, now)).toBe(expected);
});

test('without git nothing can be told', () => {
  expect(codeChange({ mode: 'in-place', directory: '/p' }, code('abc'))).toBeUndefined();
});
