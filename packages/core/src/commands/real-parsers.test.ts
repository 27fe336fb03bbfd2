import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { supportedPythons, venvPython } from '../../test/pythons.ts';
import { defaultFlagStyle, type FlagStyle } from '../experiments/experiment.ts';
import { isDouble, type Value } from '../values/value.ts';
import { isList, toDouble } from '../values/value-kind.ts';
import { checkArguments } from './check-arguments.ts';
import { flagName } from './flag-words.ts';
import { type ParameterArguments, parameterArguments } from './parameter-arguments.ts';

type Kind = 'int' | 'float' | 'str' | 'bool';

/** A parameter as a Python program declares it. */
interface Declared {
  readonly name: string;
  readonly kind: Kind;
  readonly value: Value;
}

/** A parser, the style of flags that suits it, and how it is told about options. */
interface Parser {
  readonly flags: FlagStyle;
  /** Python text that defines `parse(options, words)`; options are `[flag, kind, is a list]`, the result maps flags to values. */
  readonly program: string;
  /** What it can't take, whoever calls it. */
  readonly takes?: (declared: Declared) => boolean;
  /** What a parameter that was not given is read as. */
  readonly absent: (declared: Declared) => unknown;
}

// Reads cases from its input, and writes what each parser run gave: numbers as text, so that nothing is rounded.
const frame = `
import io, json, sys
kinds = {'int': int, 'float': float, 'str': str}
def shown(value):
    if isinstance(value, (list, tuple)):
        return [shown(element) for element in value]
    return value if value is None or isinstance(value, (bool, str)) else repr(value)
def answer(case):
    try:
        return {name: shown(value) for name, value in parse(case['options'], case['words']).items()}
    except SystemExit as error:
        return {'exit': str(error.code)}
print(json.dumps([answer(case) for case in json.load(io.open(0, encoding='utf-8'))]))
`;

const readBack = (
  python: string,
  program: string,
  cases: readonly { readonly options: unknown; readonly words: readonly string[] }[],
): readonly { readonly [flag: string]: unknown }[] => {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program + frame], {
    input: JSON.stringify(cases.map(({ options, words }) => ({ options, words }))),
    encoding: 'utf8',
    env: { ...process.env, PYTHONUTF8: '1', NO_COLOR: '1', TERM: 'dumb' },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

const argparse = (flags: Partial<FlagStyle>): Parser => ({
  flags: { ...defaultFlagStyle, ...flags },
  program: `
import argparse
def parse(options, words):
    parser = argparse.ArgumentParser(add_help=False)
    for flag, kind, is_list in options:
        how = {}
        if kind == 'bool':
            style = ${JSON.stringify(flags.booleans ?? 'switch')}
            if style == 'switch': how = {'action': 'store_true'}
            elif style == 'no-prefix': how = {'action': argparse.BooleanOptionalAction}
            else: how = {'type': {'true': True, 'false': False}.__getitem__}
        elif is_list:
            how = {'type': kinds[kind], ${flags.lists === 'repeat' ? "'action': 'append'" : "'nargs': '*'"}}
        else:
            how = {'type': kinds[kind]}
        parser.add_argument(flag, dest=flag, **how)
    return vars(parser.parse_args(words))
`,
  // Some versions of argparse lose the value of `--name=--`.
  takes: ({ value }) => ![value].flat().includes('--'),
  absent: ({ kind, value }) =>
    isList(value) ? null : kind === 'bool' && flags.booleans !== 'value' ? false : null,
});

const click: Parser = {
  flags: { names: 'kebab', booleans: 'no-prefix', lists: 'repeat', null: 'omit' },
  program: `
import click
def parse(options, words):
    given = {}
    names = {}
    params = []
    for number, (flag, kind, is_list) in enumerate(options):
        names['p%d' % number] = flag
        if kind == 'bool':
            params.append(click.Option(['p%d' % number, flag + '/--no-' + flag[2:]], default=None))
        else:
            params.append(click.Option(['p%d' % number, flag], type=kinds[kind], multiple=is_list))
    command = click.Command('train', params=params, callback=lambda **got: given.update(got), add_help_option=False)
    command.main(words, standalone_mode=False)
    return {names[name]: value for name, value in given.items()}
`,
  absent: ({ value }) => (isList(value) ? [] : null),
};

const tyro: Parser = {
  flags: { names: 'keep', booleans: 'no-prefix', lists: 'spread', null: 'omit' },
  program: `
import dataclasses, tyro
from typing import List, Optional
def parse(options, words):
    types = {**kinds, 'bool': bool}
    absent = object()
    fields = []
    for number, (flag, kind, is_list) in enumerate(options):
        default = dataclasses.field(default_factory=list) if is_list else False if kind == 'bool' else None
        wanted = List[types[kind]] if is_list else bool if kind == 'bool' else Optional[types[kind]]
        fields.append((flag[2:], wanted, default))
    made = tyro.cli(dataclasses.make_dataclass('Args', fields), args=words)
    return {flag: getattr(made, flag[2:]) for flag, _, _ in options}
`,
  // None is a word of its own there.
  takes: ({ value }) => ![value].flat().some((each) => each === '--' || each === 'None'),
  absent: ({ kind, value }) => (isList(value) ? [] : kind === 'bool' ? false : null),
};

const absl: Parser = {
  flags: { names: 'keep', booleans: 'value', lists: 'repeat', null: 'omit' },
  program: `
from absl import flags
def parse(options, words):
    values = flags.FlagValues()
    for flag, kind, is_list in options:
        name = flag[2:]
        if is_list:
            define = {'int': flags.DEFINE_multi_integer, 'float': flags.DEFINE_multi_float, 'str': flags.DEFINE_multi_string}[kind]
            define(name, [], '', flag_values=values)
        else:
            define = {'int': flags.DEFINE_integer, 'float': flags.DEFINE_float, 'str': flags.DEFINE_string, 'bool': flags.DEFINE_boolean}[kind]
            define(name, None, '', flag_values=values)
    values(['train'] + words)
    return {flag: values[flag[2:]].value for flag, _, _ in options}
`,
  absent: ({ value }) => (isList(value) ? [] : null),
};

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'-= \'"\n1e.a,') }),
    fc.constantFrom(
      '',
      '-',
      '-1',
      '-x',
      '--x',
      '--x=1',
      '-1e-5',
      'a b',
      '$HOME',
      '*',
      '@file',
      'true',
      'null',
    ),
  )
  .filter((any) => !any.includes('\0'));
const int = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
const float = fc
  .oneof(
    fc.double(),
    fc.constantFrom(1e-5, -1e-5, 1, -0, 1e22, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  .map(toDouble);
const name = fc.stringMatching(/^[a-z][a-z_]{0,8}[a-z0-9]$/).filter((any) => !pythonWords.has(any));
const pythonWords: ReadonlySet<string> = new Set([
  'as',
  'if',
  'in',
  'is',
  'or',
  'and',
  'def',
  'del',
  'for',
  'not',
  'try',
  'pass',
  'from',
  'with',
  'elif',
  'else',
  'class',
  'while',
  'break',
  'raise',
  'yield',
  'async',
  'await',
  'import',
  'global',
  'lambda',
  'return',
  'assert',
  'except',
  'finally',
  'nonlocal',
  'continue',
]);

const orList = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof(value, fc.array(value, { maxLength: 4 }), fc.constant(null));

const declared: fc.Arbitrary<Declared> = fc
  .constantFrom<Kind>('int', 'float', 'str', 'bool')
  .chain((kind) =>
    fc.record({
      name,
      kind: fc.constant(kind),
      value: { int: orList(int), float: orList(float), str: orList(text), bool: fc.boolean() }[
        kind
      ],
    }),
  );

const parameterSets = fc.uniqueArray(declared, { selector: (each) => each.name, maxLength: 6 });

/** As Python shows it. */
const expected = (value: Value, kind: Kind): unknown => {
  if (isList(value)) return value.map((each) => expected(each, kind));
  return isDouble(value) ? value.value : typeof value === 'bigint' ? String(value) : value;
};

const fromPython = (kind: Kind, read: unknown): unknown => {
  if (Array.isArray(read)) return read.map((each) => fromPython(kind, each));
  return kind === 'float' && typeof read === 'string'
    ? Number(read.replace('inf', 'Infinity'))
    : read;
};

/** Gives many sets of parameters to a parser in one process, and compares what it read with what was given. */
const check = (python: string, { flags, program, takes = () => true, absent }: Parser): void => {
  const seed = Date.now() % 2 ** 31;
  const cases = fc.sample(parameterSets, { numRuns: 400, seed }).flatMap((set) => {
    const parameters = Object.fromEntries(set.map(({ name, value }) => [name, value]));
    const given: ParameterArguments = { mode: 'flags', flags, parameters, used: new Set() };
    if (!set.every(takes) || checkArguments(given, 'parameters').length > 0) return [];
    const words = parameterArguments({ ...given, neptunePath: 'neptune.yaml' });
    const options = set.map(({ name, kind, value }) => [
      flagName(name, flags),
      kind,
      isList(value),
    ]);
    return [{ set, words, options }];
  });
  expect(cases.length).toBeGreaterThan(50);
  const answers = readBack(python, program, cases);
  for (const [i, { set, words }] of cases.entries()) {
    const answer = answers[i] ?? {};
    const read = set.map(({ name, kind }) => fromPython(kind, answer[flagName(name, flags)]));
    const wanted = set.map((each) => {
      const { value, kind } = each;
      const isGiven = words.some((word) => word.split('=')[0] === flagName(each.name, flags));
      const isNo = value === false && flags.booleans === 'no-prefix';
      return isGiven || isNo ? expected(value, kind) : absent(each);
    });
    expect({ seed, words, answer, read }).toEqual({ seed, words, answer, read: wanted });
  }
};

const since39 = (version: string): boolean => !version.startsWith('3.8.');

describe.each(supportedPythons())(
  'argparse of Python $version reads back what is given',
  ({ path, version }) => {
    test('with the default style', () => check(path, argparse({})));
    test('with kebab names and values for booleans', () =>
      check(path, argparse({ names: 'kebab', booleans: 'value' })));
    test.skipIf(!since39(version))(
      'with BooleanOptionalAction, and append for lists (since Python 3.9)',
      () => check(path, argparse({ booleans: 'no-prefix', lists: 'repeat' })),
    );
  },
);

describe.each([
  ['click', click],
  ['tyro', tyro],
  ['absl', absl],
] as const)('%s', (module, parser) => {
  const python = venvPython(module);
  const skipped = python === undefined ? ' (skipped: no .venv-test)' : '';
  test.skipIf(python === undefined)(`reads back what is given${skipped}`, () => {
    check(python ?? '', parser);
  });
});

test.skipIf(venvPython('tyro') === undefined)('tyro finds nested parameters by their dots', () => {
  const program = `
import dataclasses, tyro
from typing import Tuple
@dataclasses.dataclass
class Optimizer:
    lr: float
    betas: Tuple[float, float]
@dataclasses.dataclass
class Args:
    optimizer: Optimizer
    amp: bool = True
def parse(options, words):
    made = tyro.cli(Args, args=words)
    return {'lr': made.optimizer.lr, 'betas': made.optimizer.betas, 'amp': made.amp}
`;
  const words = parameterArguments({
    mode: 'flags',
    flags: tyro.flags,
    parameters: { optimizer: { lr: 1e-5, betas: [0.9, -1] }, amp: false },
    used: new Set(),
    neptunePath: '',
  });
  const [answer] = readBack(venvPython('tyro') ?? '', program, [{ options: [], words }]);
  expect(answer).toEqual({ lr: '1e-05', betas: ['0.9', '-1.0'], amp: false });
});
