import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const shown = (before: string, after: string): readonly string[] =>
  lineDiff(before, after).map(({ sign, text }) => sign + text);

test.each([
  ['', '', []],
  ['a\n', 'a\n', []],
  ['', 'a\nb\n', ['+a', '+b']],
  ['a\nb\nc\n', 'a\nc\n', ['-b']],
  ['a\nb\nc\n', 'x\nb\ny\n', ['-a', '+x', '-c', '+y']],
])('from %j to %j the difference is %j', (before, after, lines) => {
  expect(shown(before, after)).toEqual(lines);
});

test('what goes and what comes are the lines that each text has more of', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const count = (sign: string, line: string) =>
        lines.filter((each) => each.sign === sign && each.text === line).length;
      for (const line of ['a', 'b', 'c']) {
        const more = after.split(line).length - before.split(line).length;
        expect(count('+', line) - count('-', line)).toBe(more);
      }
    }),
  );
});
