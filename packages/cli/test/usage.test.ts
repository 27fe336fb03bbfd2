import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

test.each([
  [['stauts'], 'No command stauts. Did you mean status?'],
  [['frobnicate'], 'No command frobnicate. All of them: mrun --help'],
  [['help', 'lgos'], 'No command lgos. Did you mean logs?'],
  [['--josn'], 'No flag --josn. All of them: mrun --help'],
  [
    ['run', 'spec.ts', '--paralel', '3'],
    'mrun run has no flag --paralel. Did you mean --parallel?',
  ],
  [['run', 'spec.ts', '--xyzzy'], 'mrun run has no flag --xyzzy.'],
  [['run'], 'mrun run needs SPEC: a .ts, .js, .py, .yaml or .json file.'],
  [['run', 'spec.ts', '--limit', 'x'], '--limit: expected a whole number, at least 1, got x.'],
  [['run', 'spec.ts', '--limit'], '--limit needs a value: --limit N'],
  [['run', 'a.ts', 'b.ts'], 'mrun run does not take b.ts.'],
  [['list', '--', 'x'], 'mrun list takes no words after --.'],
  [
    ['context', 'shwo'],
    'expected list, show, add, edit, copy, delete or set-active, got shwo. Did you mean show?',
  ],
  [['generate', 's.ts', '--neptune-version', '3'], '--neptune-version: expected 1 or 2, got 3.'],
])('mrun %j is refused with what to type instead', async (words, message) => {
  await using rig = createRig();
  const { code, stdout, stderr } = await rig.mrun(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

describe('help', () => {
  test('mrun alone shows the way through a first sweep', async () => {
    await using rig = createRig();
    const { code, stdout } = await rig.mrun([]);
    expect(code).toBe(0);
    for (const name of ['init', 'plan', 'run', 'status', 'logs', 'results', 'why']) {
      expect(stdout).toContain(`mrun ${name}`);
    }
  });

  test('--help shows every command, and each command its flags, with examples first', async () => {
    await using rig = createRig();
    const { stdout } = await rig.mrun(['--help']);
    const names = [...stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name ?? '');
    expect(names).toEqual(expect.arrayContaining(['run', 'plan', 'status', 'results', 'doctor']));
    for (const name of names) {
      const help = await rig.mrun([name, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(
        new RegExp(`^mrun ${name} [\\s\\S]*\nExamples\n {2}\\S*.*mrun ${name}`),
      );
      expect(help.stdout).toContain('--json');
      for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test('--version prints the version alone', async () => {
    await using rig = createRig();
    expect((await rig.mrun(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the program that is started first', () => {
  const file = new URL('../bin/mrun.js', import.meta.url);

  test('is written so that a Node of any age can read it', () => {
    const code = readFileSync(file, 'utf8')
      .replace(/^\s*\/\/.*$/gm, '')
      .replace(/'(?:[^'\\]|\\.)*'/g, "''");
    expect(code).not.toMatch(/\b(?:const|let|class|async|await)\b|=>|`|\?\.|\?\?|\.\.\./);
  });

  test('tells an old Node what is needed', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '18.19.1' }); require(${JSON.stringify(file.pathname)})`;
    const run = () => execFileSync(process.execPath, ['-e', old], { stdio: 'pipe' });
    expect(run).toThrow(/needs Node 22\.18 or newer, this is Node 18\.19\.1/);
  });
});
