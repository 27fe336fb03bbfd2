import { expect, test } from 'vitest';
import { isOrdinaryName } from '../worker-program/variable-names.ts';
import { runRecord, workerProgram } from './worker-script.ts';

test('the program of a worker', () => {
  const program = workerProgram({
    eventsFile: "/home/o'brien/mruns/events/worker-ab1cd-0.jsonl",
    firstLine: '{"event":"worker","slot":"ab1cd-0"}',
    hasUptime: true,
    env: { WANDB_KEY: 's3cr$t' },
    setUp: ['module load cuda', '. /venv/bin/activate'],
  });
  expect(program).toMatchSnapshot();
});

test('a run as text for a worker', () => {
  const record = runRecord({
    index: 3,
    attempt: 2,
    log: '/m/runs/3-mlp/log.2',
    cwd: '/srv/my project',
    command: ['python', 'train.py', '--note', "it's $HOME"],
    env: { MRUNNER_RUN_ID: 'x/3', NOTE: 'a\nb', 'my.var': '1' },
    pythonPath: { first: ['/a', '/b'], last: ['/own'] },
    passedOn: { 'BASH_FUNC_module%%': '() { :; }' },
    isolate: true,
  });
  expect(record).toMatchSnapshot();
});

test.each([
  ['LR', true],
  ['_x1', true],
  ['PATH', true],
  ['PYTHONPATH', true],
  ['my.var', false],
  ['1x', false],
  ['', false],
  ['PWD', false],
  ['UID', false],
  ['BASH_ENV', false],
])('a shell exports %s without harm: %s', (name, expected) => {
  expect(isOrdinaryName(name)).toBe(expected);
});
