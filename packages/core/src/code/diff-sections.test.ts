import { expect, test } from 'vitest';
import type { CodeRecord } from '../sweep/sweep-record.ts';
import { differingFiles, diffSections, gitName, isWhole } from './diff-sections.ts';

const code = (diffs: { readonly [file: string]: string } = {}): CodeRecord => ({
  mode: 'in-place',
  directory: '/p',
  commit: 'abc',
  changed: Object.keys(diffs),
  diff: Object.entries(diffs)
    .map(([file, diff]) => `diff --git a/${file} b/${file}\n${diff}\n`)
    .join(''),
});

test.each([
  ['a changed file that changed again', code({ a: '+1' }), code({ a: '+2' }), ['a']],
  ['a file that is as committed again', code({ a: '+1' }), code(), ['a']],
  ['several files', code(), code({ b: '+', a: '+' }), ['a', 'b']],
  ['nothing', code({ a: '+1' }), code({ a: '+1' }), []],
])('two states of a commit differ in %s', (_, then, now, expected) => {
  expect(differingFiles(then, now)).toEqual(expected);
});

test.each(['a', 'with b/ in it', 'a b/a', 'é', 'quo"te', 'back\\slash', 'new\nline', 'tab\there'])(
  'the section of a file is found by its name: %j',
  (path) => {
    const head = `diff --git ${gitName(`a/${path}`)} ${gitName(`b/${path}`)}\n`;
    const text = `${head}new file mode 100644\n--- /dev/null\n`;
    expect(diffSections(`${text}${text}`)).toEqual([
      { path, text },
      { path, text },
    ]);
  },
);

test('a section is whole unless it hides a binary or lost bytes', () => {
  expect(isWhole({ path: 'a', text: 'diff --git a/a b/a\n+Binary files differ\n' })).toBe(true);
  expect(isWhole({ path: 'a', text: 'x\nBinary files a/a and b/a differ\n' })).toBe(false);
  expect(isWhole({ path: 'a', text: '+caf\uFFFD\n' })).toBe(false);
});
