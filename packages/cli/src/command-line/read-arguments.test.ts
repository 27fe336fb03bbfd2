import { describe, expect, test } from 'vitest';
import type { Declaration } from './command.ts';
import { readArguments } from './read-arguments.ts';

const declaration = {
  name: 'try',
  group: 'Start',
  summary: 'Try',
  positionals: {
    file: { kind: 'one', describe: 'a file' },
    more: { kind: 'many', describe: 'more' },
  },
  words: 'Words',
  flags: {
    fast: { kind: 'switch', short: 'f', describe: 'Fast' },
    name: { kind: 'text', describe: 'Name' },
    seed: { kind: 'optional', describe: 'Seed' },
    set: { kind: 'list', describe: 'Set' },
    maxTries: { kind: 'count', least: 1, describe: 'Tries' },
  },
  examples: [['mrun try', 'it']],
} as const satisfies Declaration;

const argsOf = (...words: string[]) => {
  const read = readArguments(declaration, words);
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return read.args;
};

describe('readArguments', () => {
  test('gives every flag a value of its kind', () => {
    expect(
      argsOf('a', '-fy', '--name=007', '--seed=', '--set=x=1', '--set=y.z=2', '--max-tries=2'),
    ).toEqual({
      file: 'a',
      more: [],
      fast: true,
      yes: true,
      name: '007',
      seed: '',
      set: ['x=1', 'y.z=2'],
      maxTries: 2,
      json: false,
      quiet: false,
      help: false,
      config: undefined,
      context: undefined,
      words: [],
    });
  });

  test('keeps positionals as they were typed, numbers too, and the words after --', () => {
    expect(argsOf('007', '1e3', 'b', '--', '-x', '5')).toMatchObject({
      file: '007',
      more: ['1e3', 'b'],
      words: ['-x', '5'],
    });
  });

  test('of a flag that is given twice takes the last one', () => {
    expect(argsOf('a', '--name=b', '--name=c')).toMatchObject({ name: 'c' });
  });

  test('tells all mistakes at once', () => {
    const read = readArguments(declaration, ['--nmae=x', '-q', '--max-tries=0', '--name=']);
    expect(read.ok ? [] : read.mistakes).toEqual([
      'mrun try has no flag --nmae. Did you mean --name?',
      'mrun try has no flag -q. See mrun try --help.',
      '--name needs a value: --name TEXT',
      '--max-tries: expected a whole number, at least 1, got 0.',
      'mrun try needs FILE: a file.',
    ]);
  });
});
