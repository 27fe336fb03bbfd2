import { describe, expect, test } from 'vitest';
import { type ArgumentsMode, defaultFlagStyle, type FlagStyle } from '../experiments/experiment.ts';
import { Double, type Parameters } from '../values/value.ts';
import { parameterArguments } from './parameter-arguments.ts';

const argumentsOf = (
  mode: ArgumentsMode,
  parameters: Parameters,
  flags: Partial<FlagStyle> = {},
  used: readonly string[] = [],
): string[] =>
  parameterArguments({
    mode,
    flags: { ...defaultFlagStyle, ...flags },
    parameters,
    used: new Set(used),
    neptunePath: '/runs/3/neptune.yaml',
  });

const parameters: Parameters = {
  lr: -1e-5,
  batch_size: new Double(64),
  amp: true,
  debug: false,
  note: '-x y',
  nothing: null,
  xs: [1, -2.5, 'a'],
  opt: { name: 'adam', betas: [0.9], more: { eps: 1e-8 }, none: {} },
};

test.each<[ArgumentsMode, readonly string[]]>([
  ['neptune', ['--neptune', '/runs/3/neptune.yaml']],
  ['config', ['--config', '/runs/3/neptune.yaml']],
  ['none', []],
  [
    'flags',
    [
      '--lr=-0.00001',
      '--batch_size=64',
      '--amp',
      '--note=-x y',
      '--xs',
      '1',
      '-2.5',
      'a',
      '--opt.name=adam',
      '--opt.betas',
      '0.9',
      '--opt.more.eps=1e-8',
    ],
  ],
  [
    'hydra',
    [
      'lr=-0.00001',
      'batch_size=64',
      'amp=true',
      'debug=false',
      "note='-x y'",
      'nothing=null',
      'xs=[1,-2.5,a]',
      'opt.name=adam',
      'opt.betas=[0.9]',
      'opt.more.eps=1e-8',
      'opt.none={}',
    ],
  ],
])('args: %s', (mode, expected) => {
  expect(argumentsOf(mode, parameters)).toEqual(expected);
});

describe('flags', () => {
  test.each<[Partial<FlagStyle>, Parameters, readonly string[]]>([
    [{ names: 'keep' }, { a_b: { c_d: 1 } }, ['--a_b.c_d=1']],
    [{ names: 'kebab' }, { a_b: { c_d: 1 } }, ['--a-b.c-d=1']],
    [{ booleans: 'switch' }, { a: true, b: false }, ['--a']],
    [{ booleans: 'no-prefix' }, { a: true, b: false }, ['--a', '--no-b']],
    [{ booleans: 'no-prefix' }, { x: { b: false } }, ['--no-x.b']],
    [{ booleans: 'no-prefix', names: 'kebab' }, { use_amp: false }, ['--no-use-amp']],
    [{ booleans: 'value' }, { a: true, b: false }, ['--a=true', '--b=false']],
    [
      { lists: 'spread' },
      { xs: [true, null, 'a b'], y: 1 },
      ['--xs', 'true', 'null', 'a b', '--y=1'],
    ],
    [{ lists: 'spread' }, { xs: [] }, ['--xs']],
    [{ lists: 'repeat' }, { xs: [1, -2] }, ['--xs=1', '--xs=-2']],
    [{ lists: 'repeat' }, { xs: [] }, []],
    [{ lists: 'comma' }, { xs: [1, -2] }, ['--xs=1,-2']],
    [{ lists: 'comma' }, { xs: [] }, ['--xs=']],
    [{ lists: 'spread' }, { xs: [[1, 2], { a: new Double(1) }] }, ['--xs', '[1,2]', '{"a":1.0}']],
    [{ null: 'omit' }, { x: null }, []],
    [{ null: 'literal' }, { x: null }, ['--x=null']],
    [{}, { x: '' }, ['--x=']],
    [{}, { x: 1e21 }, ['--x=1e+21']],
  ])('%j writes %j', (style, given, expected) => {
    expect(argumentsOf('flags', given, style)).toEqual(expected);
  });
});

test.each<[ArgumentsMode, readonly string[]]>([
  ['flags', ['--a.c=2', '--d=3']],
  ['hydra', ['a.c=2', 'd=3']],
])('args: %s leaves out what stands in the script', (mode, expected) => {
  const given = { lr: 0.1, a: { b: 1, c: 2 }, d: 3 };
  expect(argumentsOf(mode, given, {}, ['lr', 'a.b'])).toEqual(expected);
});
