import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpuChoice, gpuNamesText } from './gpu-names.ts';

test.each([
  ['auto', 'auto'],
  ['0', ['0']],
  ['2-5', ['2', '3', '4', '5']],
  ['0,3', ['0', '3']],
  ['0,2-3,07', ['0', '2', '3', '7']],
  ['GPU-8932f937-d72c,1', ['GPU-8932f937-d72c', '1']],
  ['left,right', ['left', 'right']],
])('%s names the GPUs %j', (text, expected) => {
  expect(gpuChoice(text)).toEqual({ ok: true, value: expected });
});

test.each([
  ['5-2', '5-2 ends before it begins'],
  ['0,,1', 'nothing names no GPU'],
  ['', 'nothing names no GPU'],
  ['1,0-3', '1 is named twice'],
  ['0-9999', '0-9999 are more than 1024'],
  ['a/b', 'a/b names no GPU'],
  ['-1', '-1 names no GPU'],
])('%j is refused: %s', (text, message) => {
  expect(gpuChoice(text)).toMatchObject({ ok: false, problems: [{ message }] });
});

test('names are written as they are read', () => {
  const name = fc.oneof(fc.nat(40).map(String), fc.constantFrom('GPU-1a', 'left'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
      expect(gpuChoice(gpuNamesText(names))).toEqual({ ok: true, value: names });
    }),
  );
  expect(gpuNamesText(['0', '1', '2', '5'])).toBe('0-2,5');
});
