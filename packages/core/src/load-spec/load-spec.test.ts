import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemText } from '../problems/problem-text.ts';
import { Double } from '../values/value.ts';
import { loadSpec } from './load-spec.ts';
import type { LoadSpecOptions } from './loaded-spec.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-load-spec-'));
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Loads a spec of the given text; `printed` is what came out beside the answer. */
const load = async (name: string, text: string, options: Partial<LoadSpecOptions> = {}) => {
  const file = join(directory, name);
  writeFileSync(file, text);
  let printed = '';
  const writeError = (chunk: string): void => {
    printed += chunk;
  };
  const result = await loadSpec({ file, ...options }, { spawn, env: process.env, writeError });
  if (!result.ok) {
    const problems = problemText(result.problems).replaceAll(directory, '<dir>');
    return { problems, experiments: [], printed, loaded: undefined };
  }
  const experiments = await Array.fromAsync(result.value.experiments);
  return { problems: '', experiments, printed, loaded: result.value };
};

const value = `{ project: 'p', script: 'node train.js {lr}', grid: { lr: [1, 0.5], seed: { range: 2 } } }`;

describe('a spec of code', () => {
  test.each([
    ['spec.ts', `const typed: object = ${value};\nexport const spec = typed;`],
    ['spec.mts', `export const spec = ${value} satisfies object;`],
    ['spec.js', `export const spec = () => (${value});`],
    ['spec.mjs', `export const spec = async () => (${value});`],
    ['spec.cjs', `module.exports = { spec: ${value} };`],
    ['computed.cjs', `const all = {}; all['sp' + 'ec'] = ${value}; module.exports = all;`],
  ])('%s is loaded with its values as they are', async (name, text) => {
    const { experiments, loaded } = await load(name, text);
    expect(experiments.map(({ index, experiment }) => [index, experiment.parameters])).toEqual([
      [0, { lr: new Double(1), seed: 0 }],
      [1, { lr: new Double(1), seed: 1 }],
      [2, { lr: 0.5, seed: 0 }],
      [3, { lr: 0.5, seed: 1 }],
    ]);
    expect(loaded).toMatchObject({
      specCount: 4,
      count: 4,
      varying: ['lr', 'seed'],
      projects: ['p'],
    });
    expect(experiments[0]?.experiment.name).toBe(name.split('.')[0]);
  });

  test('its console output is passed on, its answer is not touched by it', async () => {
    const { experiments, printed } = await load(
      'spec.mjs',
      `console.log('out'); console.error('err'); export const spec = ${value};`,
    );
    expect(experiments).toHaveLength(4);
    expect(printed).toContain('out\n');
    expect(printed).toContain('err\n');
  });

  test('timers and connections that it leaves behind do not hold it up', async () => {
    const { experiments } = await load(
      'spec.mjs',
      `setInterval(() => {}, 1000); export const spec = ${value};`,
    );
    expect(experiments).toHaveLength(4);
  });

  test('another name, a selection and --set reach it', async () => {
    const { experiments } = await load(
      'spec.mjs',
      `export const other = { parameters: { n: 1 }, grid: { x: [1, 2, 3] } };`,
      {
        specName: 'other',
        selection: { only: [[1, 2]], limit: 1 },
        set: ['n=5'],
      },
    );
    expect(experiments.map(({ index, experiment }) => [index, experiment.parameters])).toEqual([
      [1, { n: 5, x: 2 }],
    ]);
  });

  test('a sweep of many is handed over one by one', async () => {
    const { experiments } = await load(
      'spec.mjs',
      `export const spec = { grid: { x: { range: 50_000 } } };`,
    );
    expect(experiments).toHaveLength(50_000);
    expect(experiments.at(-1)?.experiment.parameters).toEqual({ x: 49_999 });
  });
});

describe('a spec of data', () => {
  test.each([
    ['spec.yaml', 'script: python a.py\ngrid: {lr: [1.0, 2], n: [3, 1e2]}'],
    [
      'spec.yml',
      'spec:\n  - {parameters: {lr: 1.0, n: 3}}\n  - {parameters: {lr: 1.0, n: 1e2}}\n  - {parameters: {lr: 2, n: 3}}\n  - {parameters: {lr: 2, n: 1e2}}',
    ],
    ['spec.json', '{"grid": {"lr": [1.0, 2], "n": [3, 1e2]}}'],
  ])('%s: a number written with a point or an exponent is a double', async (name, text) => {
    const { experiments } = await load(name, text);
    expect(experiments.map(({ experiment }) => experiment.parameters)).toEqual([
      { lr: new Double(1), n: new Double(3) },
      { lr: new Double(1), n: new Double(100) },
      { lr: new Double(2), n: new Double(3) },
      { lr: new Double(2), n: new Double(100) },
    ]);
  });

  test('a mapping may hold several specs by name', async () => {
    const text = 'spec: {grid: {a: [1]}}\nother: [{name: x}]';
    expect((await load('s.yaml', text)).experiments).toHaveLength(1);
    expect(
      (await load('s.yaml', text, { specName: 'other' })).experiments[0]?.experiment.name,
    ).toBe('x');
    expect((await load('l.yaml', '[{name: x}]', { specName: 'spec' })).experiments).toHaveLength(1);
    expect((await load('s.yaml', text, { specName: 'othr' })).problems).toContain(
      'Did you mean other?',
    );
  });

  test.each([
    [
      'spec.yaml',
      'project: p\nparamters: {lr: 0.1}\n',
      'spec.yaml:2:1  unknown key paramters. Did you mean parameters?',
    ],
    ['spec.yaml', 'spec:\n  - name: a\n  - tags: text\n', 'spec.yaml:3:11'],
    ['spec.yaml', 'grid: {lr: [1, 2}\n', 'spec.yaml:1:'],
    ['spec.json', '{"grid":\n {"lr": [1, 2,]}}', 'spec.json:2:15  expected a value, got "]"'],
    ['spec.json', '{"grid":\n', 'spec.json:1:'],
    [
      'spec.json',
      '{\n  "name": "a",\n  "paramters": {}\n}',
      'spec.json:3:3  unknown key paramters',
    ],
  ])('%s with a mistake names line and column', async (name, text, expected) => {
    expect((await load(name, text)).problems).toContain(expected);
  });
});

describe('a spec that can not be used says why', () => {
  test.each([
    [
      'a syntax error in TypeScript',
      'spec.ts',
      'export const spec = {\n  grid: { lr: [1, 2 };\n};',
      ['spec.ts:2', 'grid: { lr: [1, 2 };', '^'],
    ],
    [
      'a syntax error in JavaScript',
      'spec.mjs',
      'export const spec = {\n  grid: { lr: [1, 2 };\n};',
      ['spec.mjs:2', 'grid: { lr: [1, 2 };', '^', 'SyntaxError'],
    ],
    [
      'TypeScript that is not erasable',
      'spec.ts',
      'enum A { b }\nexport const spec = 1;',
      ['spec.ts:1', 'enum'],
    ],
    [
      'an import that does not exist',
      'spec.mjs',
      'import "nowhere-to-be-found";',
      ["Cannot find package 'nowhere-to-be-found'"],
    ],
    [
      'no such export',
      'spec.mjs',
      'export const spek = 1; export const other = 2;',
      ['expected an export named spec, got other, spek', 'Did you mean spek?', '--spec spek'],
    ],
    ['no export at all', 'spec.mjs', '', ['got nothing', 'export const spec = defineSpec']],
    [
      'an error at load, with its own stack',
      'spec.mjs',
      'const fail = () => {\n  throw new RangeError("too far");\n};\nfail();',
      ['RangeError: too far', 'at fail', 'spec.mjs:2'],
    ],
    [
      'an error of its function, with its own stack',
      'spec.mjs',
      'export const spec = () => {\n  throw new RangeError("too far");\n};',
      ['RangeError: too far', 'spec.mjs:2'],
    ],
    ['something thrown that is no error', 'spec.mjs', 'throw { code: 3 };', ['{"code":3}']],
    ['the end of its process', 'spec.mjs', 'process.exit(3);', ['ended with exit code 3']],
    ['no experiment', 'spec.mjs', 'export const spec = [];', ['expected at least one experiment']],
    ['another kind of file', 'spec.txt', '', ['expected a spec that ends in .ts']],
  ])('%s', async (_, name, text, expected) => {
    const { problems } = await load(name, text);
    for (const part of expected) expect(problems).toContain(part);
    expect(problems).not.toContain('node:internal');
    expect(problems).not.toMatch(/at .*load-spec/);
  });

  test.each([
    ['an endless loop at top level', 'for (;;);'],
    ['an endless loop in its function', 'export const spec = () => { for (;;); };'],
    ['a promise that never settles', 'setInterval(() => {}, 1000); await new Promise(() => {});'],
    [
      'a generator that never ends',
      'export const spec = function* () { for (let n = 0; ; n++) yield { parameters: { n: 0 } }; };',
    ],
  ])('%s, with the limit', async (_, text) => {
    const { problems } = await load('spec.mjs', text, { timeout: 1 });
    expect(problems).toContain('expected the spec to be done within 1 seconds');
    expect(problems).toContain('MRUNNER_SPEC_TIMEOUT');
  });

  test('a file that does not exist, with the one that was meant', async () => {
    await load('spec.mjs', '');
    const result = await loadSpec(
      { file: join(directory, 'spce.mjs') },
      { spawn, env: process.env },
    );
    expect(result.ok ? '' : problemText(result.problems)).toMatch(
      /there is no such file. Did you mean .*spec\.mjs\?/,
    );
  });

  test('its commands and secrets are known even so, to be checked in the same go', async () => {
    const file = join(directory, 'spec.mjs');
    writeFileSync(
      file,
      `export const spec = { script: 'node trian.js', secrets: ['KEY'], tags: 3 };`,
    );
    expect(await loadSpec({ file }, { spawn, env: process.env })).toMatchObject({
      ok: false,
      scripts: [{ script: ['node', 'trian.js'], index: 0 }],
      secrets: ['KEY'],
    });
  });
});
