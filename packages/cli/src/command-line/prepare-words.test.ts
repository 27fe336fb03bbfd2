import { describe, expect, test } from 'vitest';
import type { Declaration } from './command.ts';
import { results } from './declarations/results.ts';
import { run } from './declarations/run.ts';
import { tag } from './declarations/tag.ts';
import { prepareWords } from './prepare-words.ts';

const declarations: readonly Declaration[] = [run, results, tag];
const prepare = (...argv: string[]) =>
  prepareWords(argv, (name) => declarations.find((declaration) => declaration.name === name));

describe('prepareWords', () => {
  test.each([
    [
      'a value behind a space goes behind =',
      ['run', '--limit', '3', 's.ts'],
      ['--limit=3', 's.ts'],
    ],
    [
      '_ becomes -, but not in a value',
      ['run', '--max_failures=1', '--set=a_b=c_d'],
      ['--max-failures=1', '--set=a_b=c_d'],
    ],
    ['a value may begin with a dash', ['results', '--sort', '-accuracy'], ['--sort=-accuracy']],
    ['what is another flag is no value', ['run', '--limit', '--json'], ['--limit', '--json']],
    ['a switch takes no value', ['run', '--json', 's.ts'], ['--json', 's.ts']],
    ['an optional value stands behind = only', ['run', '--shuffle', 's.ts'], ['--shuffle', 's.ts']],
    [
      'a word with a dash is a value where a command says so',
      ['tag', '3', '-demo', '-y', '--remove', 'x'],
      ['3', '--remove=demo', '-y', '--remove=x'],
    ],
    ['short flags stay', ['run', '-yn', 's.ts'], ['-yn', 's.ts']],
    ['negative numbers are words', ['results', '-1'], ['-1']],
    [
      'nothing behind -- is touched',
      ['run', 's.ts', '--', '--a_b', 'c'],
      ['s.ts', '--', '--a_b', 'c'],
    ],
    [
      'flags may come before the command',
      ['--context', 'run', 'run', 's.ts'],
      ['--context=run', 's.ts'],
    ],
  ])('%s', (_, argv, words) => {
    expect(prepare(...argv).words).toEqual(words);
  });

  test('finds the command', () => {
    expect(prepare('--json', 'run', 'run').name).toBe('run');
    expect(prepare('--json').name).toBeUndefined();
    expect(prepare('--', 'run').name).toBeUndefined();
  });
});
