import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryParameters, arbitraryValue } from '../../test/arbitrary-value.ts';
import type { Problem } from '../problems/problem.ts';
import { MAX_DEPTH, toParameters, toValue } from './from-unknown.ts';
import { Double } from './value.ts';
import { sameValue } from './value-kind.ts';

const valueFrom = (input: unknown) => {
  const result = toValue(input, 'x');
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('; '));
  return result.value;
};

const problemsOf = (input: unknown, path = 'x'): readonly Problem[] => {
  const result = toValue(input, path);
  return result.ok ? [] : result.problems;
};

test('every value of the model is taken as it is, as a copy', () => {
  fc.assert(fc.property(arbitraryValue, (value) => sameValue(valueFrom(value), value)));
  const list = [[1]];
  expect(valueFrom(list)).not.toBe(list);
});

test.each([
  [1n, 1],
  [2n ** 53n - 1n, 2 ** 53 - 1],
  [-(2n ** 53n), -(2n ** 53n)],
  [new Double(0.5), 0.5],
  [new Double(-0), -0],
  [new Double(2 ** 53), 2 ** 53],
  [new Double(Number.NaN), Number.NaN],
  [new Double(1), new Double(1)],
])('%o becomes %o', (input, value) => {
  expect(valueFrom(input)).toStrictEqual(value);
});

test('a Double of another copy of the package becomes one of ours', () => {
  class Other {
    readonly value = 3;
    get [Symbol.for('mrunner.double')]() {
      return true;
    }
  }
  expect(valueFrom([new Other()])).toStrictEqual([new Double(3)]);
});

test('keys whose value is undefined are dropped', () => {
  expect(valueFrom({ a: undefined, b: { c: undefined, d: 1 } })).toStrictEqual({ b: { d: 1 } });
});

test('objects without a prototype and of another realm are maps', () => {
  expect(valueFrom(Object.assign(Object.create(null), { a: 1 }))).toStrictEqual({ a: 1 });
  expect(valueFrom(runInNewContext('({ a: [{ b: 1 }] })'))).toStrictEqual({ a: [{ b: 1 }] });
});

test('a key __proto__ survives', () => {
  const value = valueFrom(JSON.parse('{"__proto__":{"a":1}}'));
  expect(Object.entries(value as object)).toEqual([['__proto__', { a: 1 }]]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('one object in two places is no cycle', () => {
  const shared = { a: 1 };
  expect(valueFrom([shared, { shared }])).toStrictEqual([{ a: 1 }, { shared: { a: 1 } }]);
});

class Schedule {
  rate = 1;
}
const cycle: unknown[] = [];
cycle.push({ cycle });
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const noJson = 'expected a value that JSON can hold, got';

test.each<[string, unknown, string, string]>([
  ['a function', [() => 1], 'x[0]', `${noJson} a function`],
  ['a function with a name', { f: Math.max }, 'x.f', `${noJson} the function max`],
  ['a symbol', Symbol('s'), 'x', `${noJson} a symbol`],
  ['a Map', { m: new Map() }, 'x.m', `${noJson} a Map`],
  ['a Set', { m: new Set() }, 'x.m', `${noJson} a Set`],
  ['a Date', new Date(0), 'x', `${noJson} a Date`],
  ['a Date of another realm', runInNewContext('new Date(0)'), 'x', `${noJson} a Date`],
  ['a Promise', Promise.resolve(1), 'x', `${noJson} a Promise`],
  ['a typed array', new Float32Array(2), 'x', `${noJson} a typed array (Float32Array)`],
  ['a Buffer', Buffer.from('a'), 'x', `${noJson} a typed array (Buffer)`],
  ['an instance of a class', new Schedule(), 'x', `${noJson} an instance of Schedule`],
  ['a RegExp', /a/, 'x', `${noJson} an instance of RegExp`],
  ['a boxed number', Object(1), 'x', `${noJson} an instance of Number`],
  ['undefined', undefined, 'x', `${noJson} undefined`],
  ['undefined in a list', { a: [1, undefined] }, 'x.a[1]', `${noJson} undefined`],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what this row is about
  ['a hole in a list', [1, , 2], 'x[1]', `${noJson} undefined`],
  ['a cycle', cycle, 'x[0].cycle', 'expected a value that ends, got one that contains itself'],
  [
    'NaN in a list',
    [Number.NaN],
    'x[0]',
    'expected a finite number inside of a list or map, got NaN',
  ],
  [
    'a Double that is infinite in a map',
    { a: new Double(Number.NEGATIVE_INFINITY) },
    'x.a',
    'expected a finite number inside of a list or map, got -Infinity',
  ],
  ['NUL in text', 'ab\0', 'x', 'expected text without NUL, got one as character 3'],
  [
    'NUL in a key',
    { 'a\0': 1 },
    'x["a\\u0000"]',
    'expected a key without NUL, got one as character 2',
  ],
  [
    'a lone surrogate in text',
    ['a\ud83d'],
    'x[0]',
    'expected text of Unicode characters, got half of one (\\ud83d)',
  ],
  [
    'a lone surrogate in a key',
    { '\udc00': 1 },
    'x["\\udc00"]',
    'expected a key of Unicode characters, got half of one (\\udc00)',
  ],
  [
    'lists without end',
    deep(MAX_DEPTH + 1),
    `x${'[0]'.repeat(MAX_DEPTH)}`,
    `expected at most ${MAX_DEPTH} levels of lists and maps, got more`,
  ],
])('%s is refused with its path', (_, input, path, message) => {
  expect(problemsOf(input)).toMatchObject([{ kind: 'value', path, message }]);
});

test('the deepest allowed value is allowed', () => {
  expect(problemsOf(deep(MAX_DEPTH))).toEqual([]);
});

test('a refusal says what to write instead', () => {
  expect(problemsOf(new Float32Array(2))[0]?.details).toEqual(['Use a list: Array.from(array).']);
  expect(problemsOf(new Date(0))[0]?.details).toEqual([
    'Use a string, such as date.toISOString().',
  ]);
});

test('all problems of a value are reported at once, in its order', () => {
  const input = { f: () => 1, list: [new Map(), { d: new Date(0) }], 'a b': { c: [Symbol('s')] } };
  expect(problemsOf(input, 'experiments[3].parameters').map(({ path }) => path)).toEqual([
    'experiments[3].parameters.f',
    'experiments[3].parameters.list[0]',
    'experiments[3].parameters.list[1].d',
    'experiments[3].parameters["a b"].c[0]',
  ]);
});

test('without a path of its own, a key stands alone', () => {
  expect(problemsOf({ f: () => 1 }, '')).toMatchObject([{ path: 'f' }]);
});

test('a parameter itself may be NaN or infinite, its elements may not', () => {
  const input = { lr: Number.NaN, max: Number.POSITIVE_INFINITY, none: undefined };
  expect(toParameters(input, 'p')).toEqual({
    ok: true,
    value: { lr: Number.NaN, max: Number.POSITIVE_INFINITY },
  });
  expect(toParameters({ lr: [Number.NaN] }, 'p')).toMatchObject({
    ok: false,
    problems: [{ path: 'p.lr[0]' }],
  });
});

test('parameters of the value model are taken as they are', () => {
  fc.assert(
    fc.property(arbitraryParameters, (parameters) => {
      const result = toParameters(parameters, 'p');
      return result.ok && sameValue(result.value, parameters);
    }),
  );
});

test('parameters that contain themselves are a problem', () => {
  const input: { [key: string]: unknown } = {};
  input.self = input;
  expect(toParameters(input, 'p')).toMatchObject({ ok: false, problems: [{ path: 'p.self' }] });
});

test.each([
  [[1], 'a list'],
  [null, 'null'],
  [undefined, 'undefined'],
  ['lr=1', 'a string'],
  [new Map(), 'a Map'],
])('parameters must be a plain object, not %o', (input, got) => {
  expect(toParameters(input, 'p')).toMatchObject({
    problems: [{ path: 'p', message: `expected a map of parameters, got ${got}` }],
  });
});
