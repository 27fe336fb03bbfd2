import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alikeText } from './alike-text.ts';

test.each([
  [
    'CUDA out of memory. Tried to allocate 20.00 MiB',
    'CUDA out of memory. Tried to allocate 3 MiB',
  ],
  ["FileNotFoundError: 'data/1.bin'", "FileNotFoundError: 'other place/2.bin'"],
  ['cannot open /tmp/a1/b.txt: no', 'cannot open /home/me/x: no'],
  ['object at 0x7f3a', 'object at 0xdeadbeef'],
  [
    'job 550e8400-e29b-41d4-a716-446655440000 died',
    'job 123e4567-e89b-12d3-a456-426614174000 died',
  ],
  ['loss is 1e-05 at 12:30:01', 'loss is 3.5e+10 at 7:00:59'],
])('%s is like %s', (a, b) => {
  expect(alikeText(a)).toBe(alikeText(b));
});

test.each([
  ["it can't load the model, won't go on", "it can't save the model, won't go on"],
  ['ValueError: bad shape', 'ValueError: bad type'],
  ['decade of added faces', 'facade of added faces'],
])('%s is not like %s', (a, b) => {
  expect(alikeText(a)).not.toBe(alikeText(b));
});

const word = fc.stringMatching(/^[g-z]{1,8}$/);
const differing = fc.oneof(
  fc.nat().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map(String),
  fc.array(word, { minLength: 2, maxLength: 5 }).map((words) => `/${words.join('/')}`),
  fc.bigInt({ min: 0n, max: 1n << 64n }).map((value) => `0x${value.toString(16)}`),
  word.map((text) => `"${text}"`),
);
const kinds = (text: string): string => alikeText(text);

test('failures of the same words are alike, whatever numbers, paths and names they have', () => {
  const places = fc.array(fc.tuple(word, differing, differing), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(places, (parts) => {
      const same = parts.filter(([, a, b]) => kinds(a) === kinds(b));
      const first = same.map(([text, a]) => `${text} ${a}`).join(' ');
      const second = same.map(([text, , b]) => `${text} ${b}`).join(' ');
      expect(alikeText(first)).toBe(alikeText(second));
    }),
  );
});

test('failures of different words are not alike', () => {
  const texts = fc.tuple(fc.array(word, { minLength: 1 }), fc.array(word, { minLength: 1 }));
  fc.assert(
    fc.property(texts, ([a, b]) => {
      expect(alikeText(`${a.join(' ')} 1`) === alikeText(`${b.join(' ')} 2`)).toBe(
        a.join(' ') === b.join(' '),
      );
    }),
  );
});
