import { describe, expect, test } from 'vitest';
import type { Declaration } from './command.ts';
import { dispatch } from './declarations/dispatch.ts';
import { results } from './declarations/results.ts';
import { run } from './declarations/run.ts';
import { tag } from './declarations/tag.ts';
import { prepareWords } from './prepare-words.ts';

const declarations: readonly Declaration[] = [run, results, tag, dispatch];
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
    [
      'so may those of run, as in older tools',
      ['--cpu', '4', '--mem', '5G', '--cmd_type=srun', 'run', 's.py'],
      ['--cpu=4', '--mem=5G', '--cmd-type=srun', 's.py'],
    ],
    [
      'flags of dispatch may be shortened as far as they stay clear',
      ['dispatch', '--lim', '3', '--ex=a.py', '--p', '2', '--dry'],
      ['--limit=3', '--ex=a.py', '--p', '2', '--dry-run'],
    ],
    [
      'a list that is spread takes all words up to the next flag',
      ['dispatch', '--add_tags', 'a', 'b', '--lim', '3', '--add_tags=c'],
      ['--add-tags=a', '--add-tags=b', '--limit=3', '--add-tags=c'],
    ],
    ['flags of other commands may not be shortened', ['run', '--lim=3'], ['--lim=3']],
  ])('%s', (_, argv, words) => {
    expect(prepare(...argv).words).toEqual(words);
  });

  test('finds the command', () => {
    expect(prepare('--json', 'run', 'run').name).toBe('run');
    expect(prepare('--cpu', '4', '--json', 'run').at).toBe(3);
    expect(prepare('--json').name).toBeUndefined();
    expect(prepare('--', 'run').name).toBeUndefined();
  });
});
