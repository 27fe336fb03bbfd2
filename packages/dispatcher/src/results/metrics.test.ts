import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMetrics } from './metrics.ts';
import { flattened } from './result.ts';
import { parseScriptJson } from './script-json.ts';

const lines = (...records: unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('the value logged last, the smallest and the largest, the curve', () => {
  const metrics = parseMetrics(
    lines(
      { step: 1, time: 10, attempt: 1, values: { loss: 3, acc: 0.1 } },
      { step: 2, time: 11, attempt: 1, values: { loss: 1 } },
      { step: 3, time: 12, attempt: 1, values: { loss: 2 } },
    ),
  );
  expect(metrics).toMatchObject({
    names: ['loss', 'acc'],
    latest: { loss: 2, acc: 0.1 },
    latestStep: 3,
    best: { loss: { min: 1, max: 3 }, acc: { min: 0.1, max: 0.1 } },
  });
  expect(metrics.series('loss').map(({ step, value }) => [step, value])).toEqual([
    [1, 3],
    [2, 1],
    [3, 2],
  ]);
  expect(metrics.series('none')).toEqual([]);
});

test('where two attempts logged one step, the newer attempt counts', () => {
  const metrics = parseMetrics(
    lines(
      { step: 1, attempt: 1, values: { loss: 5 } },
      { step: 2, attempt: 1, values: { loss: 4 } },
      { step: 3, attempt: 1, values: { loss: 3 } },
      { step: 2, attempt: 2, values: { loss: 40 } },
    ),
  );
  expect(metrics.series('loss').map((it) => it.value)).toEqual([5, 40, 3]);
  expect(metrics.latest.loss).toBe(40);
});

test('lines of other writers need only values', () => {
  const metrics = parseMetrics(lines({ values: { a: 1 } }, { values: { a: 2, b: 'x', c: null } }));
  expect(metrics.series('a').map(({ step, value, attempt }) => [step, value, attempt])).toEqual([
    [1, 1, 1],
    [2, 2, 1],
  ]);
  expect(metrics.names).toEqual(['a']);
});

test('numbers that JSON can not hold come as text; the best are finite ones', () => {
  const metrics = parseMetrics(
    lines(...['NaN', 'Infinity', '-Infinity', 1].map((x) => ({ values: { x } }))),
  );
  const values = metrics.series('x').map((it) => it.value);
  expect(values).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]);
  expect(metrics.best.x).toEqual({ min: 1, max: 1 });
});

test('numbers that JSON can not hold may be bare words, as Python writes them', () => {
  const metrics = parseMetrics(
    '{"values":{"x":1,"y":1}}\n{"values":{"x":NaN,"y":-Infinity,"of \\"NaN\\"":Infinity}}\n',
  );
  expect(metrics).toMatchObject({
    latest: { x: Number.NaN, y: Number.NEGATIVE_INFINITY, 'of "NaN"': Number.POSITIVE_INFINITY },
    strange: 0,
  });
  expect(parseScriptJson('[-Infinity, "NaN, Infinity", {"a": NaN }]')).toEqual([
    '-Infinity',
    'NaN, Infinity',
    { a: 'NaN' },
  ]);
});

test.each(['{NaN:1}', '{"a":NaNa}', '{"a":-NaN}', '{"a":1Infinity}', '"NaN', '[NaN'])(
  '%s is no JSON all the same',
  (text) => {
    expect(() => parseScriptJson(text)).toThrow(SyntaxError);
  },
);

test('integers stay exact, and keys with escapes are what they say', () => {
  expect(parseScriptJson('{"a":18446744073709551617,"b":1.0,"\\u0063":2}')).toEqual({
    a: 18446744073709551617n,
    b: 1,
    c: 2,
  });
});

test('names that objects have already are names like others', () => {
  const metrics = parseMetrics('{"values":{"__proto__":1,"constructor":2}}\n');
  expect(Object.entries(metrics.latest)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ]);
});

test('channels and failures', () => {
  const metrics = parseMetrics(
    lines(
      { channel: 'note', x: 1, attempt: 1, text: 'hi' },
      { channel: 'plot', x: 2, attempt: 1, image: 'images/plot/2.png' },
      { failure: { kind: 'exit', text: 'ValueError: x' }, attempt: 2 },
    ),
  );
  expect(metrics.items).toEqual([
    { channel: 'note', x: 1, attempt: 1, text: 'hi' },
    { channel: 'plot', x: 2, attempt: 1, image: 'images/plot/2.png' },
  ]);
  expect(metrics.failure).toEqual({ kind: 'exit', text: 'ValueError: x', attempt: 2 });
});

test('garbage and torn lines cost only themselves', () => {
  const text = `garbage\n[1]\nnull\n{"values":3}\n${lines({ values: { a: 1 } })}{"values":{"a":2`;
  expect(parseMetrics(text)).toMatchObject({ latest: { a: 1 }, strange: 4 });
  expect(parseMetrics(`${text}\n`).strange).toBe(5);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void parseMetrics(any)));
});

test('a result is shown flat', () => {
  expect(flattened({ a: 1, b: { c: { d: 2 }, e: [1] }, f: {} })).toEqual({
    a: 1,
    'b.c.d': 2,
    'b.e': [1],
    f: {},
  });
});
