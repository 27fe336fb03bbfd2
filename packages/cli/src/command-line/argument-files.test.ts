import { expect, test } from 'vitest';
import { expandArgumentFiles } from './argument-files.ts';

const expand = (files: { readonly [path: string]: string }, ...words: string[]) =>
  expandArgumentFiles(words, (path) => files[path]);

test('a file holds one word a line, whatever is in it', () => {
  const files = { 'a.txt': '--ex\nmy spec.py\r\n--add_tags\na b\n--cores=4' };
  expect(expand(files, 'dispatch', '@a.txt', '--limit', '3')).toEqual({
    ok: true,
    words: ['dispatch', '--ex', 'my spec.py', '--add_tags', 'a b', '--cores=4', '--limit', '3'],
  });
});

test('a line may hold a flag with its values, be empty, or be a comment', () => {
  const files = { 'a.txt': '# the night\n\n  --cores 4:2\n--add_tags a "b c"\n#tag\n' };
  expect(expand(files, '@a.txt')).toEqual({
    ok: true,
    words: ['--cores', '4:2', '--add_tags', 'a', 'b c', '#tag'],
  });
});

test('a file may name further files, and be named twice', () => {
  const files = { a: '@b\n@b\n', b: '--limit\n@c', c: '3' };
  expect(expand(files, '@a')).toEqual({ ok: true, words: ['--limit', '3', '--limit', '3'] });
});

test('what is wrong with files is told together', () => {
  const files = { a: '@b', b: '@a', c: "--add_tags 'x" };
  expect(expand(files, '@a', '@c', '@d')).toEqual({
    ok: false,
    mistakes: [
      '@a: it names itself: a → b → a.',
      "@c: expected words, got a quote without its end: --add_tags 'x",
      '@d: there is no file d here.',
    ],
  });
});
