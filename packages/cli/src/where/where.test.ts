import type { Value } from '@mrunner/core';
import { Double, problemText } from '@mrunner/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterBy } from './filter-by.ts';
import { holds } from './holds.ts';
import { parseWhere } from './parse-where.ts';

const run: { readonly [name: string]: Value } = {
  state: 'failed',
  lr: 0.1,
  epochs: new Double(5),
  seed: 12345678901234567890n,
  loss: Number.NaN,
  best: Number.NEGATIVE_INFINITY,
  amp: true,
  name: "it's a run",
  tags: ['demo', 'gpu'],
  widths: [16, 128],
  none: null,
  'p.model.width': 16,
  'learning-rate': 3,
};

const isTrue = (where: string): boolean => {
  const condition = parseWhere(where);
  if (!condition.ok) throw new Error(problemText(condition.problems));
  return holds(condition.value, (name) => (Object.hasOwn(run, name) ? run[name] : undefined));
};

describe('what holds', () => {
  test.each([
    'lr>0.01 and state=failed',
    'state == failed',
    'state!=running',
    'not state=running',
    'not (state=running or lr<0.1)',
    'state=running or state=failed and lr=0.1',
    'lr = 1e-1',
    'lr>=.1',
    'lr > -1.5',
    'epochs=5',
    'epochs=5.0',
    'seed=12345678901234567890',
    'seed>12345678901234567889',
    'loss=nan',
    'best=-inf',
    'best < 0',
    'amp=true',
    'none=null',
    'tags=demo',
    "tags~'^gp'",
    'name~run',
    'name!~walk',
    'lr~0.10',
    "lr~'10%'",
    'epochs~5.0',
    'epochs!~5.1',
    'seed~12345678901234567890',
    'seed~1.2346e19',
    'loss~nan',
    'widths~16',
    `name="it's a run"`,
    String.raw`name='it\'s a run'`,
    String.raw`name~'\brun$'`,
    'p.model.width=16',
    "'learning-rate'=3",
    'state=failed AND NOT lr=3',
    'unheard!=3',
    'not unheard=3',
  ])('%s', (where) => {
    expect(isTrue(where)).toBe(true);
  });

  test.each([
    'state=failed and lr>0.1',
    'seed=12345678901234567889',
    'loss>0',
    'loss<0',
    'lr=abc',
    'lr~0.11',
    'lr~1',
    'widths~1',
    'seed~12345678901234567891',
    'lr<abc',
    'unheard=3',
    'unheard<3',
    'name=run',
    'amp=1',
  ])('%s does not', (where) => {
    expect(isTrue(where)).toBe(false);
  });
});

describe('a text that is no condition is a problem that points at the place', () => {
  test.each([
    ['lr >', 'expected expression after >', '    ^'],
    ['state=failed and', 'expected comparisons', '             ^'],
    ['lr=1 state=failed', 'expected comparisons', '     ^'],
    ['state', 'expected comparisons', '^'],
    ['0.1<lr', 'expected a name on the left of <', '   ^'],
    ['0<lr<1', 'expected a name', ' ^'],
    ["name='x", 'unclosed quote', '       ^'],

    ["name~'['", 'expected text or a regular expression', '      ^'],
    ['a(1)', 'expected comparisons', '^'],
    ['', 'expected comparisons', '^'],
  ])('%j', (where, message, marker) => {
    const read = parseWhere(where);
    if (read.ok) throw new Error('it was taken');
    expect(read.problems[0]?.message).toContain(message);
    if (marker !== '') expect(read.problems[0]?.details?.[1]).toBe(marker);
  });
});

test('any number in any spelling is equal to itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (number) => {
      const read = parseWhere(
        `x=${number === Number.POSITIVE_INFINITY ? 'inf' : number === Number.NEGATIVE_INFINITY ? '-inf' : number}`,
      );
      expect(read.ok && holds(read.value, () => number)).toBe(true);
    }),
  );
});

test('any text without a backslash at its end, once quoted, is equal to itself alone', () => {
  const text = fc
    .string({ unit: 'binary' })
    .filter((it) => !it.includes('\\') && !/^[\d.]/.test(it));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const read = parseWhere(`x='${a.replaceAll("'", String.raw`\'`)}'`);
      expect(read.ok && holds(read.value, () => a)).toBe(true);
      expect(read.ok && holds(read.value, () => b)).toBe(a === b);
    }),
  );
});

test('what is typed never throws', () => {
  const word = fc.constantFrom(
    'lr',
    '=',
    'and',
    'or',
    'not',
    '(',
    ')',
    '0.1',
    "'a'",
    '~',
    '.',
    '-',
    '[',
    ',',
    ';',
    'p.x',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (where) => {
        expect(typeof parseWhere(where).ok).toBe('boolean');
      },
    ),
  );
});

test('a name that nothing knows is a problem with the nearest one that is known', () => {
  const things = [{ lr: 1 }, { lr: 2 }];
  const lookupOf = (thing: { lr: number }) => (name: string) =>
    name === 'lr' ? thing.lr : undefined;
  const filtered = filterBy('lrr>1', things, lookupOf, () => ['lr', 'state']);
  expect(filtered.ok ? [] : problemText(filtered.problems)).toMatchInlineSnapshot(`
    "  --where  nothing here is called lrr. Did you mean lr?
               lrr>1
               ^
               write for example: --where 'lr>0.01 and state=failed'   (quotes around text: name='my run')"
  `);
  expect(filterBy('lr>1 and state=failed', things, lookupOf, () => ['lr', 'state'])).toEqual({
    ok: true,
    value: [],
  });
});

test('a state or a reason that does not exist is a problem, and not a condition that never holds', () => {
  const lookupOf = () => () => 'failed';
  const filtered = filterBy('lr=1 or not state=faild', [{}], lookupOf, () => ['lr']);
  expect(filtered.ok ? '' : problemText(filtered.problems)).toContain(
    'got faild. Did you mean failed?',
  );
  expect(filterBy('reason!=oomm', [{}], lookupOf, () => []).ok).toBe(false);
  expect(filterBy('state~fail and reason=oom', [{}], lookupOf, () => []).ok).toBe(true);
});
