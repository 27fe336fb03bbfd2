import { expect, test } from 'vitest';
import type { Experiment, FlagStyle } from '../experiments/experiment.ts';
import { defaultFlagStyle } from '../experiments/experiment.ts';
import type { Parameters } from '../values/value.ts';
import { compareFlags, type FlagFindings } from './compare-flags.ts';
import { readHelp } from './help-flags.ts';
import { plannedFlags } from './planned-flags.ts';

const help = `usage: train.py [-h] --lr LR [--amp] [--ema | --no-ema] [--xs XS] [--ys YS [YS ...]]
                [--opt {sgd,adam}] [--weight-decay WD] [--on ON]

options:
  -h, --help         show this help message and exit
  --lr LR
  --amp
  --ema, --no-ema
  --xs XS
  --ys YS [YS ...]
  --opt {sgd,adam}
  --weight-decay WD
  --on ON
`;

const experiment = (parameters: Parameters, flags: Partial<FlagStyle>, script: readonly string[]) =>
  ({ script, parameters, args: 'flags', flags: { ...defaultFlagStyle, ...flags } }) as Experiment;

const found = (
  all: readonly Parameters[],
  flags: Partial<FlagStyle> = {},
  { script = ['python', 'train.py'], words = [] as readonly string[], text = help } = {},
): FlagFindings => {
  const planned = plannedFlags(words);
  for (const parameters of all) planned.add(experiment(parameters, flags, script));
  const read = readHelp(text);
  if (read === undefined) throw Error('no help');
  return compareFlags(read, planned.seen());
};

test('flags that the help has are fine', () => {
  const all = [{ lr: 0.1, amp: true, xs: 1, ys: [1, 2], opt: 'adam' }];
  expect(found(all)).toEqual({ problems: [], warnings: [] });
});

test.each<[string, Parameters, Partial<FlagStyle>, object]>([
  [
    'an unknown one',
    { lr: 1, learnin: 2 },
    {},
    { path: 'parameters.learnin', message: "the script's help has no --learnin" },
  ],
  ['a misspelt one', { lr: 1, oppt: 'sgd' }, {}, { suggestion: '--opt' }],
  [
    '_ for -',
    { lr: 1, weight_decay: 0 },
    {},
    { suggestion: '--weight-decay', details: ['flags: {names: kebab} writes - for _'] },
  ],
  [
    'a required one that is missing',
    { amp: true },
    {},
    { path: '--lr', message: expect.stringContaining('required, and the plan does not give it') },
  ],
  [
    'a value for a switch',
    { lr: 1, amp: true },
    { booleans: 'value' },
    {
      message: '--amp takes no value, and the plan gives it true',
      details: ['flags: {booleans: switch} writes it alone'],
    },
  ],
  [
    'a value for a pair of switches',
    { lr: 1, ema: false },
    { booleans: 'value' },
    { details: ['flags: {booleans: no-prefix} writes it alone'] },
  ],
  [
    'a switch that wants a value',
    { lr: 1, on: true },
    {},
    { message: '--on takes a value, and the plan gives it none' },
  ],
  [
    'several values for one',
    { lr: 1, xs: [1, 2] },
    {},
    { message: '--xs takes one value, and the plan gives it 2 at once' },
  ],
  [
    'a value that is no choice',
    { lr: 1, opt: 'adan' },
    {},
    { message: '--opt takes sgd, adam, and the plan gives it "adan"', suggestion: 'adam' },
  ],
])('%s is a problem', (_, parameters, flags, problem) => {
  expect(found([parameters], flags).problems).toMatchObject([problem]);
});

test('one that some experiments do not give counts them', () => {
  const { problems } = found([{ lr: 1 }, { amp: true }, { amp: true }]);
  expect(problems[0]?.message).toContain('2 of 3 experiments do not give it');
});

test('words of the script and of the command line are flags too', () => {
  const options = {
    script: ['srun', '--mem', '3', 'python', 'train.py', '--lr={x}', '--opt=x'],
    words: ['--bad'],
  };
  expect(found([{ x: 1 }], {}, options).problems).toMatchObject([
    { path: 'script', message: expect.stringContaining('--opt takes sgd, adam') },
    { path: 'script', message: "the script's help has no --bad" },
  ]);
});

test('a switch that stays away for false is said to leave the default', () => {
  expect(found([{ lr: 1, ema: false }]).warnings).toMatchObject([
    {
      path: 'parameters.ema',
      message: expect.stringContaining('{booleans: no-prefix} writes --no-ema'),
    },
  ]);
  expect(found([{ lr: 1, amp: false }]).warnings).toEqual([]);
});

test('argparse takes the beginning of a name, when there is one that begins so', () => {
  expect(found([{ lr: 1, weight: 2 }]).problems).toEqual([]);
  const two = help.replace('  --on ON\n', '  --on ON\n  --weight-scale WS\n');
  expect(found([{ lr: 1, weight: 2 }], {}, { text: two }).problems).toHaveLength(1);
});

test('tyro takes _ for -', () => {
  const text = 'usage: t.py [-h] [OPTIONS]\n\n╭─ options ─╮\n│ --learning-rate FLOAT │\n╰───╯\n';
  expect(found([{ learning_rate: 1 }], {}, { text }).problems).toEqual([]);
});
