/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are source text */
import { expect, test } from 'vitest';
import { lineOf, maskSource } from './mask-source.ts';

test.each([
  ['a // b', 'a     '],
  ['a /* b\nc */ d', 'a     \n     d'],
  [`a('b', "c")`, `a(' ', " ")`],
  [String.raw`'\'' + b`, `'  ' + b`],
  ['`x ${y} z`', '`  ${y}  `'],
  ['`${a ? `b` : {c}}d`', '`${a ? ` ` : {c}} `'],
  ['x = /[/"]/ + y', 'x =        + y'],
  ['x / y / "z"', 'x / y / " "'],
  ["return /'/.test(a)", 'return    .test(a)'],
])('%j keeps its code and nothing else', (text, masked) => {
  expect(maskSource(text)).toBe(masked);
});

test('lines are counted from 1', () => {
  expect(lineOf('a\nb\nc', 4)).toBe(3);
});
