import { Double, type Parameters } from '@mrunner/core/values';
import { expect, test } from 'vitest';
import { applySettings } from './settings.ts';

const parameters: Parameters = {
  n: 16,
  lr: 0.1,
  one: new Double(1),
  name: 'adam',
  amp: false,
  layers: [1, 2],
  checkpoint: null,
  opt: { lr: 0.5, deep: { x: 1 } },
  'a.b': 1,
};

test.each([
  ['n=32', { n: 32 }],
  ['n=0.5', { n: 0.5 }],
  ['lr=1', { lr: new Double(1) }],
  ['one=2', { one: new Double(2) }],
  ['lr=-inf', { lr: Number.NEGATIVE_INFINITY }],
  ['n=36893488147419103232', { n: 2n ** 65n }],
  ['name=3', { name: '3' }],
  ['name=a=b', { name: 'a=b' }],
  ['name=', { name: '' }],
  ['amp=true', { amp: true }],
  ['layers=[3]', { layers: [3] }],
  ['checkpoint=last.pt', { checkpoint: 'last.pt' }],
  ['opt.lr=1e-3', { opt: { lr: 0.001, deep: { x: 1 } } }],
  ['opt.deep.x=2', { opt: { lr: 0.5, deep: { x: 2 } } }],
  ['a.b=2', { 'a.b': 2 }],
  ['+new=true', { new: true }],
  ['+opt.new=x', { opt: { lr: 0.5, deep: { x: 1 }, new: 'x' } }],
  ['+__proto__=x', JSON.parse('{"__proto__": "x"}')],
])('--set %s changes the parameters by what is replaced', (setting, changed) => {
  const { parameters: result, problems } = applySettings(parameters, [setting], undefined);
  expect(problems).toEqual([]);
  expect(result).toStrictEqual({ ...parameters, ...changed });
});

test.each([
  ['lrr=1', 'lrr', 'no such parameter.', 'lr'],
  ['opt.leep.x=1', 'opt.leep.x', 'no such parameter.', 'deep'],
  ['n=many', 'n', 'expected a whole number, got many', undefined],
  ['amp=3', 'amp', 'expected true or false, got 3', undefined],
  ['layers=3', 'layers', 'expected a list or map as JSON, got 3', undefined],
  ['lr.x=3', 'lr.x', 'lr is not a map, so it has no x', undefined],
  ['lr', '--set lr', 'expected a name and a value, such as --set lr=0.1', undefined],
  ['=3', '--set =3', 'expected a name and a value, such as --set lr=0.1', undefined],
])('--set %s is a problem', (setting, path, message, suggestion) => {
  const { problems } = applySettings(parameters, [setting], undefined);
  expect(problems).toMatchObject([{ path, message }]);
  expect(problems[0]?.suggestion).toBe(suggestion);
});

test('all problems are reported together, and the parameters are not changed in place', () => {
  const before = structuredClone({ a: { b: 1 } });
  const { problems } = applySettings(before, ['a.b=2', 'x=1', 'a.c=1'], undefined);
  expect(problems.map(({ path }) => path)).toEqual(['x', 'a.c']);
  expect(before).toEqual({ a: { b: 1 } });
});

test('with nothing to compare with, every name is taken, typed by how it looks', () => {
  const settings = ['lr=0.1', 'n=3', 'amp=true', 'name=adam', 'opt.a=1', 'opt.b=x', 'v=007'];
  expect(applySettings({}, settings, undefined)).toEqual({
    parameters: { lr: 0.1, n: 3, amp: true, name: 'adam', opt: { a: 1, b: 'x' }, v: '007' },
    problems: [],
  });
});

const schema = {
  type: 'object',
  properties: {
    lr: { type: 'number' },
    n: { type: 'integer' },
    name: { type: 'string' },
    kind: { enum: ['a', 'b'] },
    maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    opt: { type: 'object', properties: { momentum: { type: 'number' } } },
    env: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['lr'],
};

test.each([
  ['lr=1', { lr: new Double(1) }],
  ['lr=big', { lr: 'big' }],
  ['name=1', { name: '1' }],
  ['kind=a', { kind: 'a' }],
  ['maybe=null', { maybe: null }],
  ['maybe=1', { maybe: '1' }],
  ['opt.momentum=1', { opt: { momentum: new Double(1) } }],
  ['env.ANY=1', { env: { ANY: '1' } }],
])('--set %s is typed by the schema: %j', (setting, expected) => {
  const { parameters: result, problems } = applySettings({}, [setting], schema);
  expect(problems).toEqual([]);
  expect(result).toStrictEqual(expected);
});

test.each([
  ['hiden=1', 'hiden'],
  ['opt.momentun=1', 'opt.momentun'],
])('--set %s is a problem when the schema has no such parameter', (setting, path) => {
  expect(applySettings({}, [setting], schema).problems).toMatchObject([{ path }]);
});

test('names are compared with the parameters as they were, not as other settings made them', () => {
  const { problems } = applySettings({ a: 1 }, ['+b=1', 'c=1'], undefined);
  expect(problems).toMatchObject([
    { path: 'c', details: [expect.stringContaining('there are: a;')] },
  ]);
});
