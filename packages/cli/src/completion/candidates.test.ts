import { expect, test } from 'vitest';
import { commands } from '../command-line/commands.ts';
import { candidates } from './candidates.ts';

const names = {
  contexts: () => ['local', 'lab'],
  sweeps: () => ['brave-otter', 'calm-gnu'],
  tags: () => ['best', 'paper'],
};

test.each([
  ['the beginning of a command', ['sta'], ['status']],
  ['the beginning of a flag', ['run', '--max'], ['--max-failures']],
  ['a flag of every command', ['list', '--js'], ['--json']],
  ['the value of --context', ['run', '--context', 'l'], ['local', 'lab']],
  ['the value of --runcfg', ['dispatch', '--runcfg', 'l'], ['local', 'lab']],
  ['a value with choices', ['generate', '--neptune-version', ''], ['1', '2']],
  ['a value that nobody can guess', ['run', '--limit', ''], []],
  ['an argument with choices', ['context', 's'], ['show', 'set-active']],
  [
    'a key that a flag takes',
    ['context', 'edit', 'lab', '--storage'],
    ['--storage-dir', '--storage', '--storage-class'],
  ],
  ['what a key may be', ['context', 'add', 'x', '--backend', 's'], ['slurm']],
  ['the name behind it', ['context', 'show', 'la'], ['lab']],
  ['a context to log in to', ['login', 'la'], ['lab']],
  ['contexts to check', ['doctor', 'local', 'la'], ['lab']],
  ['a sweep', ['status', 'br'], ['brave-otter']],
  ['no second sweep where one is taken', ['status', 'brave-otter', ''], []],
  ['more sweeps where many are taken', ['results', 'brave-otter', 'c'], ['calm-gnu']],
  ['a tag to look for', ['list', '--tags', 'p'], ['paper']],
  ['a tag to give', ['tag', 'brave-otter', 'b'], ['best']],
  ['a file', ['run', 'sp'], []],
  ['the words of a run', ['run', 'spec.ts', '--', '-'], []],
])('completes %s', (_, words, found) => {
  expect(candidates(commands, words, names)).toEqual(found);
});
