import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Double } from '../values/value.ts';
import { memText, parseMemory } from './memory.ts';

test.each([
  ['16G', 16384],
  ['16Gi', 16384],
  ['16GiB', 16384],
  ['16GB', 16384],
  ['16 g', 16384],
  ['512M', 512],
  ['1T', 1024 ** 2],
  ['1.5G', 1536],
  ['0.1G', 103],
  ['1K', 1],
  ['1025K', 2],
])('%s of memory is %d MiB', (text, mebibytes) => {
  expect(parseMemory(text, 'mem', 'problem')).toEqual({ ok: true, value: mebibytes });
});

test.each([
  [2048, 2048],
  ['2048', 2048],
  [2048n, 2048],
  [new Double(2), 2],
  [0.5, 1],
])('%s without a unit is MiB where that is allowed', (input, mebibytes) => {
  expect(parseMemory(input, 'mem', 'allowed')).toEqual({ ok: true, value: mebibytes });
});

test('a number without a unit says what to write instead', () => {
  expect(parseMemory(16, 'resources.mem', 'problem')).toEqual({
    ok: false,
    problems: [
      {
        kind: 'value',
        path: 'resources.mem',
        message: 'expected a size with its unit, got 16',
        details: ['write 16G (GiB) or 16M (MiB)'],
      },
    ],
  });
});

test.each([
  '16 gigs',
  '16X',
  'G',
  '',
  '-1G',
  '0G',
  '16G16',
  'NaNG',
  null,
  true,
  [[]],
  {},
  Number.NaN,
  -1,
  0,
])('%j is no size of memory', (input) => {
  expect(parseMemory(input, 'mem', 'allowed')).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringMatching(/^expected a size such as 16G or 512M, got /) }],
  });
});

test.each([
  [16384, '16G'],
  [1536, '1536M'],
  [1024 ** 2, '1T'],
  [1, '1M'],
])('%d MiB are printed as %s', (mebibytes, text) => {
  expect(memText(mebibytes)).toBe(text);
});

test('what is printed is read back as the same size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.constantFrom(1, 1024, 1024 ** 2), (count, unit) => {
      const mebibytes = count * unit;
      expect(parseMemory(memText(mebibytes), 'mem', 'problem')).toEqual({
        ok: true,
        value: mebibytes,
      });
    }),
  );
});
