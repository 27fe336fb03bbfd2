import { expect, test } from 'vitest';
import { type ArgumentsMode, defaultFlagStyle, type FlagStyle } from '../experiments/experiment.ts';
import type { Parameters } from '../values/value.ts';
import { checkArguments } from './check-arguments.ts';

const check = (
  mode: ArgumentsMode,
  parameters: Parameters,
  flags: Partial<FlagStyle> = {},
  used: readonly string[] = [],
): string[] =>
  checkArguments(
    { mode, flags: { ...defaultFlagStyle, ...flags }, parameters, used: new Set(used) },
    'parameters',
  ).map(({ path, message }) => `${path}: ${message}`);

const awkward = { 'a b': 1, 'x=y': 2, '': 3, xs: ['-x'], 'p.q': 1, p: { q: 2 } };

test.each<ArgumentsMode>(['neptune', 'config', 'none'])('args: %s takes any parameters', (mode) => {
  expect(check(mode, awkward)).toEqual([]);
});

test('flags: names that are no options are problems, all at once', () => {
  expect(check('flags', { lr: 1, 'a b': 1, m: { 'x=y': 2 }, '': 3 })).toEqual([
    'parameters.a b: expected a name that can be an option (no spaces, no "="), got "a b"',
    'parameters.m.x=y: expected a name that can be an option (no spaces, no "="), got "m.x=y"',
    'parameters.: expected a name that can be an option (no spaces, no "="), got ""',
  ]);
});

test.each<[FlagStyle['lists'], readonly (string | number)[], readonly string[]]>([
  ['spread', [1, -1, -0.5, '-', 'a-b', '', 'a,b'], []],
  ['spread', [-1e-9, '-x', '--', 'ok'], ['"-1e-9"', '"-x"', '"--"']],
  ['repeat', ['-x', 'a,b'], []],
  ['comma', ['-x', 'a,b'], ['"a,b"']],
])('flags: {lists: %s} with %j: problems with %j', (lists, xs, expected) => {
  const got = check('flags', { xs }, { lists }).map((text) => text.replace(/.*, got /, ''));
  expect(got).toEqual(expected);
});

test('flags: an element that is read as an option is shown with its place', () => {
  expect(check('flags', { a: { xs: [1, '-x'] } })).toEqual([
    'parameters.a.xs[1]: expected an element that is not read as an option with flags: {lists: \'spread\'}, got "-x"',
  ]);
});

test.each<[ArgumentsMode, Parameters, Partial<FlagStyle>, readonly string[]]>([
  [
    'flags',
    { 'p.q': 1, p: { q: 2 } },
    {},
    ['parameters.p.q: expected one parameter for --p.q, got 2: "p.q" and "p.q"'],
  ],
  ['flags', { a_b: 1, 'a-b': 2 }, {}, []],
  [
    'flags',
    { a_b: 1, 'a-b': 2 },
    { names: 'kebab' },
    ['parameters.a-b: expected one parameter for --a-b, got 2: "a_b" and "a-b"'],
  ],
  [
    'hydra',
    { 'p.q': 1, p: { q: 2 } },
    {},
    ['parameters.p.q: expected one parameter for p.q, got 2: "p.q" and "p.q"'],
  ],
])('%s: two parameters of one name in %j', (mode, parameters, flags, expected) => {
  expect(check(mode, parameters, flags)).toEqual(expected);
});

test("hydra: names and keys that Hydra's grammar cannot write are problems", () => {
  expect(check('hydra', { 'a b': 1, xs: [{ 1: 2, a: [{ é: 3 }] }], m: { lr: 1 } })).toEqual([
    'parameters.a b: expected a name that Hydra\'s overrides can write, got "a b"',
    'parameters.xs: expected a name that Hydra\'s overrides can write, got "1"',
    'parameters.xs: expected a name that Hydra\'s overrides can write, got "é"',
  ]);
});

test('what stands in the script is not looked at', () => {
  expect(check('flags', { 'a b': 1, lr: 2 }, {}, ['a b'])).toEqual([]);
});
