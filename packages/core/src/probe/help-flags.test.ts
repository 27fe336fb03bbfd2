import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { supportedPythons, venvPython } from '../../test/pythons.ts';
import { type HelpFlag, readHelp } from './help-flags.ts';

const flagsOf = (text: string): { readonly [name: string]: Omit<HelpFlag, 'names'> } =>
  Object.fromEntries(
    (readHelp(text)?.flags ?? []).map(({ names, ...flag }) => [names.join(' '), flag]),
  );

const helpOf = (python: string, program: string, columns: number): string => {
  const { stdout, stderr } = spawnSync(python, ['-c', program, '--help'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', COLUMNS: String(columns), NO_COLOR: '1', TERM: 'dumb' },
  });
  return stdout === '' ? stderr : stdout;
};

const value = { takes: 'value', required: false, several: false };
const nothing = { takes: 'nothing', required: false };

const argparse = `
import argparse, sys
p = argparse.ArgumentParser(description='Trains.\\n--fast is no flag.', epilog='--lr is required')
p.add_argument('data')
p.add_argument('-l', '--lr', type=float, required=True, help='the rate; see --amp (or not)')
p.add_argument('--amp', action='store_true')
p.add_argument('--xs', nargs='+', type=int)
p.add_argument('--pair', nargs=2)
p.add_argument('--opt', choices=['sgd', 'adam'])
p.add_argument('--weight-decay', type=float, help='a long text ' * 12)
p.add_argument('--maybe', nargs='?')
p.add_argument('--model.size', type=int)
g = p.add_mutually_exclusive_group(required=True)
g.add_argument('--one')
g.add_argument('--two')
if sys.version_info >= (3, 9):
    p.add_argument('--ema', action=argparse.BooleanOptionalAction, default=True)
p.parse_args()
`;

describe.each(supportedPythons())('argparse of Python $version', ({ path, version }) => {
  test.each([60, 80, 250])('at %i columns', (columns) => {
    const text = helpOf(path, argparse, columns);
    expect(readHelp(text)).toMatchObject({ abbreviates: true, lenient: false });
    expect(flagsOf(text)).toEqual({
      '-h --help': nothing,
      '-l --lr': { ...value, required: true },
      '--amp': nothing,
      '--xs': { ...value, several: true },
      '--pair': { ...value, several: true },
      '--opt': { ...value, choices: ['sgd', 'adam'] },
      '--weight-decay': value,
      '--maybe': { ...value, takes: 'either' },
      '--model.size': value,
      '--one': value,
      '--two': value,
      ...(version.startsWith('3.8.') ? {} : { '--ema --no-ema': nothing }),
    });
  });
});

const click = venvPython('click');

test.skipIf(click === undefined)(
  `click${click === undefined ? ' (skipped: .venv-test)' : ''}`,
  () => {
    const program = `
import click
@click.command()
@click.option('--lr', type=float, required=True, help='rate')
@click.option('--amp/--no-amp', default=True)
@click.option('--verbose', is_flag=True)
@click.option('--opt', type=click.Choice(['sgd', 'adam']))
@click.option('--xs', multiple=True, type=int, help='x ' * 60)
@click.option('-w', '--weight-decay', 'wd', type=float, default=1.0, show_default=True)
def main(**k): print(k)
main()
`;
    const text = helpOf(click ?? '', program, 80);
    expect(readHelp(text)).toMatchObject({ abbreviates: false, lenient: false });
    expect(flagsOf(text)).toEqual({
      '--lr': { ...value, required: true },
      '--amp --no-amp': nothing,
      '--verbose': nothing,
      '--opt': { ...value, choices: ['sgd', 'adam'] },
      '--xs': value,
      '-w --weight-decay': value,
      '--help': nothing,
    });
  },
);

const tyro = venvPython('tyro');

test.skipIf(tyro === undefined)(`tyro${tyro === undefined ? ' (skipped: .venv-test)' : ''}`, () => {
  const program = `
import dataclasses, tyro
from typing import Literal, Optional, Tuple
@dataclasses.dataclass
class Model:
    hidden_size: int = 8
@dataclasses.dataclass
class Args:
    lr: float
    model: Model
    learning_rate: float = 0.1
    amp: bool = False
    opt: Literal['sgd', 'adam'] = 'sgd'
    xs: Tuple[int, ...] = (1, 2)
tyro.cli(Args)
`;
  const text = helpOf(tyro ?? '', program, 80);
  expect(readHelp(text)).toMatchObject({ abbreviates: false, lenient: true });
  expect(flagsOf(text)).toMatchObject({
    '--lr': { ...value, required: true },
    '--model.hidden-size': value,
    '--learning-rate': value,
    '--amp --no-amp': nothing,
    '--opt': { ...value, choices: ['sgd', 'adam'] },
    '--xs': { takes: 'either', several: true, required: false },
  });
});

const absl = venvPython('absl');

test.skipIf(absl === undefined)(`absl${absl === undefined ? ' (skipped: .venv-test)' : ''}`, () => {
  const program = `
from absl import app, flags
flags.DEFINE_float('lr', None, 'rate', required=True)
flags.DEFINE_boolean('amp', False, 'mixed')
flags.DEFINE_enum('opt', 'sgd', ['sgd', 'adam'], 'which')
flags.DEFINE_multi_integer('xs', [], 'xs')
app.run(lambda a: None)
`;
  expect(flagsOf(helpOf(absl ?? '', program, 80))).toMatchObject({
    '--lr': value,
    '--amp --noamp': { takes: 'either' },
    '--opt': { ...value, choices: ['sgd', 'adam'] },
    '--xs': value,
  });
});

test('commander', () => {
  const text = `Usage: train [options]

Options:
  -l, --lr <number>  the rate (default: 0.1)
  --no-amp           without
  --opt <name>       which (choices: "sgd", "adam")
  --xs <n...>        several
  --log [file]       maybe
  -h, --help         display help for command
`;
  expect(flagsOf(text)).toEqual({
    '-l --lr': value,
    '--no-amp': nothing,
    '--opt': { ...value, choices: ['sgd', 'adam'] },
    '--xs': { ...value, several: true },
    '--log': { ...value, takes: 'either' },
    '-h --help': nothing,
  });
});

test('yargs', () => {
  const text = `Options:
      --help          Show help                                        [boolean]
      --lr            rate                                   [number] [required]
  -a, --amp                                                            [boolean]
      --opt                                             [choices: "sgd", "adam"]
      --xs                                                               [array]
      --learningRate                                       [number] [default: 3]
`;
  expect(readHelp(text)).toMatchObject({ lenient: true });
  expect(flagsOf(text)).toMatchObject({
    '--lr': { takes: 'value', required: true },
    '-a --amp': { takes: 'either', required: false },
    '--opt': { choices: ['sgd', 'adam'] },
    '--xs': { takes: 'value', several: true },
    '--learningRate': { takes: 'value' },
  });
});

test('colours and line ends of other systems do not matter', () => {
  expect(
    flagsOf('\u001b[1mOptions\u001b[0m:\r\n  \u001b[36m--lr\u001b[0m FLOAT  rate\r\n'),
  ).toEqual({
    '--lr': value,
  });
});

test.each([
  '',
  'epoch 1 loss 0.3\nepoch 2 loss 0.2\n',
  'Traceback (most recent call last):\n  File "x"\n',
  '- a list\n- of things\n',
])('%j is no help', (text) => {
  expect(readHelp(text)).toBeUndefined();
});
