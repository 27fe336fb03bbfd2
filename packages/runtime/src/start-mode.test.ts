import { expect, test } from 'vitest';
import { decideStart } from './start-mode.ts';

const decide = (line: string, env: Record<string, string> = {}) =>
  decideStart({ argv: line === '' ? [] : line.split(' '), env });

const yaml = { mode: 'yaml', file: 'n.yaml', settings: [], directory: undefined };

test.each([
  // Under neptune everything else is ignored.
  [
    '--neptune n.yaml --set a=1',
    {
      MRUNNER_UNDER_NEPTUNE: '1',
      PMILOS_DEBUG: '1',
      MRUNNER_NEPTUNE_CONTEXT: '/r/context.json',
      RESOURCE_DIR_PATH: '/r',
    },
    { mode: 'neptune', contextFile: '/r/context.json' },
    '--neptune n.yaml --set a=1',
  ],
  [
    '',
    { MRUNNER_UNDER_NEPTUNE: '1', MRUNNER_EXP_DIR_PATH: '/r' },
    { mode: 'neptune', contextFile: '/r/context.json' },
    '',
  ],
  // Debug mode comes before any yaml.
  [
    '--ex spec.ts --spec other --index 3 --exp_dir_path d --neptune n.yaml x',
    { PMILOS_DEBUG: '1', RESOURCE_DIR_PATH: '/r', MRUNNER_NEPTUNE_PATH: '/r/n.yaml' },
    {
      mode: 'debug',
      spec: { file: 'spec.ts', name: 'other', index: 3 },
      directory: 'd',
      settings: [],
    },
    '--neptune n.yaml x',
  ],
  [
    '--ex=spec.py --set lr=1 --exp-dir-path=d',
    { MRUNNER_DEBUG: '1' },
    {
      mode: 'debug',
      spec: { file: 'spec.py', name: undefined, index: undefined },
      directory: 'd',
      settings: ['lr=1'],
    },
    '',
  ],
  [
    '',
    { PMILOS_DEBUG: '1' },
    { mode: 'debug', spec: undefined, directory: undefined, settings: [] },
    '',
  ],
  // Of the yaml files the flag counts first, then the launcher's variable, then the old flag.
  ['--neptune n.yaml', { MRUNNER_NEPTUNE_PATH: '/other.yaml' }, yaml, ''],
  ['--neptune a.yaml --neptune n.yaml --config mine', {}, yaml, '--config mine'],
  ['--config mine', { MRUNNER_NEPTUNE_PATH: 'n.yaml' }, yaml, '--config mine'],
  ['--config n.yaml', {}, yaml, ''],
  ['--config=n.yaml', { MRUNNER_UNDER_NEPTUNE: '0', PMILOS_DEBUG: '0' }, yaml, ''],
  [
    '--neptune n.yaml --set a=1 --set b=2 --ex e --index 4',
    { RESOURCE_DIR_PATH: '/r' },
    { ...yaml, directory: '/r', settings: ['a=1', 'b=2'] },
    '--ex e --index 4',
  ],
  // By hand.
  [
    '--set lr=0.1 --exp_dir_path d',
    { RESOURCE_DIR_PATH: '/r' },
    { mode: 'direct', directory: '/r', settings: ['lr=0.1'] },
    '--exp_dir_path d',
  ],
  ['train', { MRUNNER_UNDER_NEPTUNE: '', MRUNNER_NEPTUNE_PATH: '' }, { mode: 'nothing' }, 'train'],
  ['-- --set lr=1', {}, { mode: 'nothing' }, '-- --set lr=1'],
])('%j with %j starts as %j and leaves %j', (line, env, start, rest) => {
  expect(decide(line, env)).toEqual({
    start,
    argv: rest === '' ? [] : rest.split(' '),
    problems: [],
  });
});

test.each([
  ['--neptune /r/neptune.yaml --config mine x', 'neptune', { MRUNNER_UNDER_NEPTUNE: '1' }],
  ['--config /r/neptune.yaml --config mine x', 'neptune', { MRUNNER_UNDER_NEPTUNE: '1' }],
  ['--neptune /r/neptune.yaml --config mine x', 'debug', { PMILOS_DEBUG: '1' }],
  ['--config /r/neptune.yaml --config mine x', 'debug', { PMILOS_DEBUG: '1' }],
  ['--neptune /r/neptune.yaml --config mine x', 'yaml', {}],
  ['--config /r/neptune.yaml --config mine x', 'yaml', {}],
])('what the launcher added is never left to the script: %s in mode %s', (line, mode, env) => {
  const decision = decide(line, { ...env, MRUNNER_NEPTUNE_PATH: '/r/neptune.yaml' });
  expect(decision.start.mode).toBe(mode);
  expect(decision.argv).toEqual(['--config', 'mine', 'x']);
});

test.each([
  ['1', 'debug'],
  ['true', 'debug'],
  ['0', 'nothing'],
  ['false', 'nothing'],
  ['No', 'nothing'],
])('PMILOS_DEBUG=%s means %s', (value, mode) => {
  expect(decide('', { PMILOS_DEBUG: value }).start.mode).toBe(mode);
});

test.each(['x', '-1', '1.5', '0x1'])('--index %s is a problem', (index) => {
  expect(decide(`--ex spec.ts --index=${index}`, { PMILOS_DEBUG: '1' }).problems).toEqual([
    { path: '--index', message: `expected a whole number from 0, got ${index}` },
  ]);
});
