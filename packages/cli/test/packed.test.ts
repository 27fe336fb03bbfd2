import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasTool } from '../../dispatcher/test/rig.ts';

// What a user gets: the packages as they are published, installed by npm into an empty directory with an empty home.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const top = mkdtempSync(join(tmpdir(), 'mrunner-packed-'));
const project = join(top, 'project');
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: join(top, 'home'),
  NO_COLOR: '1',
};

const run = (command: string, words: readonly string[], cwd: string): string =>
  execFileSync(command, words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  mkdirSync(project);
  mkdirSync(env.HOME);
  for (const name of ['core', 'runtime', 'dispatcher', 'cli']) {
    const words = ['--yes', 'pnpm@12', 'pack', '--pack-destination', top];
    run('npx', words, join(root, 'packages', name));
  }
  const tarballs = readdirSync(top).filter((name) => name.endsWith('.tgz'));
  expect(tarballs).toHaveLength(4);
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...tarballs.map((name) => join(top, name))],
    project,
  );
}, 240_000);

afterAll(() => rmSync(top, { recursive: true, force: true }));

test('a new user gets from init to results by the printed commands alone', () => {
  const printed = run('npx', ['mrun', 'init'], project);
  const commands = [...printed.matchAll(/^ +npx (mrun .*?)(?: {2}.*)?$/gm)].map(
    ([, words = '']) => words,
  );
  expect(commands.map((words) => words.split(' ')[1])).toEqual(['plan', 'run', 'results']);
  const outputs = commands.map((words) => run('npx', words.split(' '), project));
  expect(outputs[0]).toContain('Nothing was started');
  expect(outputs[1]).toContain('6 of 6 succeeded');
  expect(outputs[2]).toMatch(/loss/);
});

test('has the Python that runs find at the end of their PYTHONPATH', () => {
  const script = 'import mrunner.helpers, os; print(os.path.dirname(mrunner.__path__[0]))';
  const words = ['run', 'python.yaml', '--quiet'];
  writeFileSync(
    join(project, 'python.yaml'),
    `script: [${hasTool('python3') ? 'python3' : 'true'}, -c, ${JSON.stringify(script)}]\nargs: none\n`,
  );
  run('npx', ['mrun', ...words], project);
  const installed = join(project, 'node_modules/mrunner/dist/bundle/python');
  expect(existsSync(join(installed, 'deeplib/__init__.py'))).toBe(true);
  if (hasTool('python3')) {
    expect(run('npx', ['mrun', 'logs', '0'], project).trim()).toBe(realpathSync(installed));
  }
});

test('a spec and a training script are typed for the compiler', () => {
  const compiler = join(root, 'node_modules/.bin/tsc');
  const files = readdirSync(project).filter((name) => /^(spec|train)\.m?ts$/.test(name));
  expect(files).toHaveLength(2);
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  run(
    compiler,
    ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', ...types, ...files],
    project,
  );
});
