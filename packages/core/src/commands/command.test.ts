import { describe, expect, test } from 'vitest';
import { defaultFlagStyle } from '../experiments/experiment.ts';
import { buildCommand, type CommandParts, checkCommand } from './command.ts';

const parts: CommandParts = {
  script: ['python', 'train.py', '--out={run.dir}', '{model.name}'],
  parameters: { lr: 0.1, model: { name: 'a b', depth: 2 } },
  args: 'flags',
  flags: defaultFlagStyle,
};

describe('buildCommand', () => {
  const place = {
    run: { dir: '/runs/0', id: 'otter-0', index: 0, attempt: 1 },
    neptunePath: '/runs/0/neptune.yaml',
    extraWords: ['--verbose', '{lr}'],
  };

  test('the script comes first, then what it did not use, then the extra words as they are', () => {
    expect(buildCommand({ ...parts, ...place })).toEqual([
      'python',
      'train.py',
      '--out=/runs/0',
      'a b',
      '--lr=0.1',
      '--model.depth=2',
      '--verbose',
      '{lr}',
    ]);
  });

  test('args: neptune names the file, whatever the script uses', () => {
    expect(buildCommand({ ...parts, ...place, args: 'neptune', extraWords: [] })).toEqual([
      'python',
      'train.py',
      '--out=/runs/0',
      'a b',
      '--neptune',
      '/runs/0/neptune.yaml',
    ]);
  });
});

describe('checkCommand', () => {
  test('a command without problems has none', () => {
    expect(checkCommand(parts, '')).toEqual([]);
  });

  test('words, placeholders and arguments are checked together, each at its path', () => {
    const broken = { ...parts, script: ['', '{lrr}'], parameters: { lr: 1, 'a b': 2 } };
    expect(
      checkCommand(broken, 'experiments[3]').map(({ path, message }) => [path, message]),
    ).toEqual([
      ['experiments[3].script', 'expected the program as the first word, got an empty word'],
      ['experiments[3].script', 'expected the name of a parameter in braces, got {lrr}'],
      [
        'experiments[3].parameters.a b',
        'expected a name that can be an option (no spaces, no "="), got "a b"',
      ],
    ]);
  });

  test('a parameter that only the script writes may have any name', () => {
    const used = { ...parts, script: ['train', '{a b}'], parameters: { 'a b': 2 } };
    expect(checkCommand(used, '')).toEqual([]);
  });

  test('a script without words is a problem', () => {
    expect(checkCommand({ ...parts, script: [] }, '').map(({ message }) => message)).toEqual([
      'expected a program to start, got an empty script',
    ]);
  });
});
