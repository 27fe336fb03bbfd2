import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { createLog, type LoggedValues } from './log.ts';
import { createRecorder } from './recorder.ts';
import { createWarnings } from './warnings.ts';

let lines: string[];
let told: string[];
beforeEach(() => {
  lines = [];
  told = [];
});

const open = (attempt = 1) => {
  const warnings = createWarnings((line) => told.push(line));
  const file = { append: (line: string) => lines.push(line), flush: () => {}, close: () => {} };
  return createLog(createRecorder(file, attempt, warnings), warnings);
};
const records = () => lines.map((line) => JSON.parse(line));
const steps = () => records().map(({ step, values }) => [step, values]);

test('a call is one line with its step, time, attempt and values', () => {
  const before = Date.now() / 1000;
  open(3)({ loss: 0.25, best: true, worst: false, seen: 2n ** 64n }, 7);
  const [line] = lines;
  expect(line).toMatch(
    /^\{"step":7,"time":[\d.]+,"attempt":3,"values":\{"loss":0.25,"best":1,"worst":0,"seen":18446744073709551616\}\}\n$/,
  );
  const { time } = JSON.parse(line ?? '');
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now() / 1000);
});

test('numbers that are not finite are text', () => {
  open()({ a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY });
  expect(records()[0].values).toEqual({ a: 'NaN', b: 'Infinity', c: '-Infinity' });
});

test('names of objects within objects are joined by dots', () => {
  open()({ train: { loss: 1, deep: { x: 2 } }, valid: { loss: 3 } });
  expect(records()[0].values).toEqual({ 'train.loss': 1, 'train.deep.x': 2, 'valid.loss': 3 });
});

test('text becomes a point of a text channel at the same step', () => {
  open()({ loss: 1, phase: 'warm-up' }, 4);
  expect(records()).toMatchObject([
    { step: 4, values: { loss: 1 } },
    { channel: 'phase', x: 4, attempt: 1, text: 'warm-up' },
  ]);
});

test('without a step it is one more than the highest of these names, from 1', () => {
  const log = open();
  log({ loss: 1 });
  log({ loss: 2 });
  log({ loss: 3, accuracy: 1 });
  log({ accuracy: 2 });
  log({ other: 1 });
  log({ loss: 4 }, 10.5);
  log({ loss: 5 });
  expect(steps()).toEqual([
    [1, { loss: 1 }],
    [2, { loss: 2 }],
    [3, { loss: 3, accuracy: 1 }],
    [4, { accuracy: 2 }],
    [1, { other: 1 }],
    [10.5, { loss: 4 }],
    [11, { loss: 5 }],
  ]);
});

test('the first step may be 0, negative or a fraction', () => {
  const log = open();
  log({ a: 1 }, 0);
  log({ b: 1 }, -5);
  log({ c: 1 }, 0.5);
  expect(steps()).toEqual([
    [0, { a: 1 }],
    [-5, { b: 1 }],
    [0.5, { c: 1 }],
  ]);
});

test('a step that does not grow for a name drops that value alone, with a warning', () => {
  const log = open();
  log({ loss: 1 }, 5);
  log({ loss: 2, accuracy: 0.5 }, 5);
  log({ loss: 3 }, 4);
  expect(steps()).toEqual([
    [5, { loss: 1 }],
    [5, { accuracy: 0.5 }],
  ]);
  expect(told).toEqual([
    'mrunner: loss at step 5 was dropped: its last step is 5, and steps must grow',
    'mrunner: loss at step 4 was dropped: its last step is 5, and steps must grow',
  ]);
});

test('there are ten warnings at most, and the tenth says so', () => {
  const log = open();
  for (let index = 0; index < 100; index++) log({ loss: 1 }, 1);
  expect(told).toHaveLength(10);
  expect(told.filter((line) => line.endsWith('(further ones are not shown)'))).toEqual([told[9]]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 'three', null])(
  'a step of %s is dropped with a warning',
  (step) => {
    open()({ loss: 1 }, step as number);
    expect(lines).toEqual([]);
    expect(told).toEqual([
      `mrunner: loss was dropped: expected a finite number as its step, got ${step}`,
    ]);
  },
);

test('what is no number, boolean or text is dropped, and said once a name', () => {
  const log = open();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const values = { list: [1], none: null, gone: undefined, date: new Date(0), f: () => 1, cycle };
  for (let index = 0; index < 3; index++) log({ ok: 1, ...values } as unknown as LoggedValues);
  expect(records().map((line) => line.values)).toEqual([{ ok: 1 }, { ok: 1 }, { ok: 1 }]);
  expect(told.map((line) => line.replace(/(\.self)+/, '.self…'))).toEqual([
    'mrunner: log() dropped list: expected a number, a boolean or text, got a list',
    'mrunner: log() dropped none: expected a number, a boolean or text, got null',
    'mrunner: log() dropped gone: expected a number, a boolean or text, got undefined',
    'mrunner: log() dropped date: expected a number, a boolean or text, got Date',
    'mrunner: log() dropped f: expected a number, a boolean or text, got a function',
    'mrunner: log() dropped cycle.self…: expected a number, a boolean or text, got Object',
  ]);
});

test('an empty call writes nothing', () => {
  open()({}, 1);
  expect(lines).toEqual([]);
});

test('any name and number come back from the line', () => {
  const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(values, (given) => {
      fc.pre(Object.keys(given).length > 0);
      lines = [];
      open()(given, 1);
      expect(lines.join('').split('\n')).toHaveLength(2);
      const numbers = Object.entries(records()[0].values).map(([key, value]) => [
        key,
        Number(value),
      ]);
      // JSON has no sign for zero.
      expect(Object.fromEntries(numbers)).toEqual(
        Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value + 0])),
      );
    }),
  );
});
