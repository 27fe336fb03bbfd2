import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfiguration } from './configuration.ts';

let directory: string;
let told: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-configuration-'));
  told = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const host = (line: string, env: Record<string, string> = {}) => ({
  script: join(directory, 'train.ts'),
  argv: line.split(' ').filter((word) => word !== ''),
  env,
  cwd: directory,
  tell: (text: string) => void told.push(text),
});
const messageOf = async (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'no error',
    (error) => `${error.name}: ${error.message}`,
  );

const Params = z.object({
  lr: z.number().positive(),
  hidden: z.int().default(16),
  optimizer: z.enum(['adam', 'sgd']).default('adam'),
});
const yaml = `name: mlp
project: penguins
parameters:
- {name: lr, type: double, default: 1.0, required: false}
- {name: hidden, type: int, default: 8, required: false}
`;

test('a yaml gives its values, --set goes on top, the schema has the last word', async () => {
  writeFileSync(join(directory, 'neptune.yaml'), yaml);
  const configuration = await readConfiguration(
    Params,
    host('--neptune neptune.yaml --set hidden=32 more', { RESOURCE_DIR_PATH: 'run' }),
  );
  expect(configuration).toEqual({
    mode: 'yaml',
    params: { lr: 1, hidden: 32, optimizer: 'adam' },
    experimentDir: join(directory, 'run'),
    neptune: null,
    run: null,
    attempt: 1,
    argv: ['more'],
  });
  expect(statSync(join(directory, 'run')).isDirectory()).toBe(true);
  expect(told).toEqual([]);
});

test('without a directory a fresh one is made and printed', async () => {
  const { experimentDir } = await readConfiguration(Params, host('--set lr=0.1'));
  expect(told).toEqual([`experiment directory: ${experimentDir}`]);
  expect(experimentDir).toMatch(/mrunner-train-\w{6}$/);
  rmSync(experimentDir, { recursive: true });
});

test('the neptune context gives parameters, directory, tags and properties', async () => {
  mkdirSync(join(directory, 'run'));
  const context = join(directory, 'run', 'context.json');
  writeFileSync(
    context,
    JSON.stringify({
      project: 'p',
      name: 'n',
      params: { lr: 0.5, big: { $double: 'inf' } },
      storageDir: '.',
      tags: ['t'],
      properties: { a: 'b' },
    }),
  );
  const configuration = await readConfiguration(
    undefined,
    host('--set lr=1', { MRUNNER_UNDER_NEPTUNE: '1', MRUNNER_NEPTUNE_CONTEXT: context }),
  );
  const params = { lr: 0.5, big: Number.POSITIVE_INFINITY };
  expect(configuration).toMatchObject({
    mode: 'neptune',
    params,
    experimentDir: join(directory, 'run'),
    neptune: { project: 'p', name: 'n', params, tags: ['t'], properties: { a: 'b' } },
    argv: ['--set', 'lr=1'],
  });
  expect(Object.isFrozen(configuration.params)).toBe(true);
});

test('a started run knows which one it is', async () => {
  writeFileSync(join(directory, 'neptune.yaml'), yaml);
  const env = {
    MRUNNER_NEPTUNE_PATH: join(directory, 'neptune.yaml'),
    RESOURCE_DIR_PATH: directory,
    MRUNNER_SWEEP_ID: '20261122-1607-brave-otter',
    MRUNNER_RUN_ID: '20261122-1607-brave-otter/7',
    MRUNNER_RUN_INDEX: '7',
    MRUNNER_ATTEMPT: '2',
    MRUNNER_COMPOSITE_ID: 'c6',
    MRUNNER_COMPOSITE_MEMBER: 'actor',
    MRUNNER_COMPOSITE_DIR: '/shared',
  };
  const { run, attempt } = await readConfiguration(Params, host('', env));
  expect(attempt).toBe(2);
  expect(run).toEqual({
    sweepId: '20261122-1607-brave-otter',
    id: '20261122-1607-brave-otter/7',
    index: 7,
    attempt: 2,
    composite: { id: 'c6', member: 'actor', dir: '/shared' },
  });
});

test('parameters that the schema refuses are all said, with the line to type', async () => {
  expect(
    await messageOf(
      readConfiguration(Params, host('--set lr=-1 --set optimizer=adagrad --set hidden=4')),
    ),
  ).toBe(
    [
      'SetUpError: train.ts: 2 problems in its parameters',
      '',
      '  lr          Too small: expected number to be >0, got -1',
      '  optimizer   Invalid option: expected one of "adam"|"sgd", got "adagrad"',
      '',
      '  try   node train.ts --set hidden=4 --set lr=0.1 --set optimizer=adam',
    ].join('\n'),
  );
  expect(readdirSync(directory)).toEqual([]);
});

test('a missing parameter is said to be missing', async () => {
  expect(await messageOf(readConfiguration(Params, host('--set hidden=4')))).toContain(
    '  lr   is missing: Invalid input: expected number, received undefined\n\n  try   node train.ts --set hidden=4 --set lr=0.1',
  );
});

test('the line to type starts the script as it was started', async () => {
  writeFileSync(join(directory, 'neptune.yaml'), yaml.replace('1.0', '-1.0'));
  const message = await messageOf(readConfiguration(Params, host('--config neptune.yaml')));
  expect(message).toContain('1 problem in its parameters (neptune.yaml)');
  expect(message).toContain('try   node train.ts --neptune neptune.yaml --set lr=0.1');
  expect(
    await messageOf(readConfiguration(Params, host('--set hidden=2', { PMILOS_DEBUG: '1' }))),
  ).toContain('try   PMILOS_DEBUG=1 node train.ts --set hidden=2 --set lr=0.1');
});

test('a misspelt --set is a problem even where the schema would drop it', async () => {
  expect(await messageOf(readConfiguration(Params, host('--set lr=1 --set hiden=4')))).toBe(
    [
      'SetUpError: train.ts: 1 problem in --set',
      '',
      '  hiden   no such parameter. Did you mean hidden?',
      '          there are: lr, hidden, optimizer; to add one: --set +hiden=4',
    ].join('\n'),
  );
});

test.each([
  ['--neptune gone.yaml', {}, 'gone.yaml   there is no such file'],
  ['--neptune broken.yaml', {}, 'broken.yaml:3:1'],
  ['--neptune', {}, '--neptune   expected a value after it'],
  ['', { MRUNNER_UNDER_NEPTUNE: '1' }, 'MRUNNER_NEPTUNE_CONTEXT   is not set'],
  ['', { MRUNNER_UNDER_NEPTUNE: '1', MRUNNER_NEPTUNE_CONTEXT: 'gone' }, 'gone   could not be read'],
  ['', { MRUNNER_UNDER_NEPTUNE: '1', MRUNNER_NEPTUNE_CONTEXT: 'list' }, 'expected a JSON object'],
  ['--set lr=1', { RESOURCE_DIR_PATH: 'list/x' }, 'could not make its experiment directory'],
])('wrong set-up is said: %j with %j', async (line, env, text) => {
  writeFileSync(join(directory, 'broken.yaml'), 'name: a\nproject: [\n');
  writeFileSync(join(directory, 'list'), '[]');
  const message = await messageOf(
    readConfiguration(Params, host(line, env as unknown as Record<string, string>)),
  );
  expect(message).toMatch(/^SetUpError: train\.ts/);
  expect(message).toContain(text);
});
