import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

const git = (rig: Rig, ...words: string[]): void => {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  execFileSync('git', [...who, ...words], { cwd: rig.directory, stdio: 'ignore' });
};

const given = (files: { readonly [path: string]: string } = {}): Rig => {
  const rig = createRig();
  rig.write({
    'mrunner.yaml': 'contexts: {local: {code: snapshot, link: [node_modules]}}\n',
    'spec.yaml':
      'script: node sub/train.mjs\nargs: none\npythonPath: [lib]\ngrid: {seed: {range: 2}}\n',
    'sub/train.mjs': "console.log('as it was', process.env.PYTHONPATH);\n",
    '.gitignore': 'node_modules\nmruns\ndata\n',
    ...files,
  });
  git(rig, 'init', '-q');
  return rig;
};

const outOf = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';

describe('a sweep with a snapshot of its code', () => {
  test('runs the code as it was, and mrun code gives it back', async () => {
    await using rig = given();
    git(rig, 'add', '.');
    git(rig, 'commit', '-qm', 'first');
    const run = await rig.mrun(['run', 'spec.yaml']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { stdout: log } = await rig.mrun(['logs', '1']);
    expect(log).toMatch(/as it was .*\/code\/[0-9a-f]{16}\/lib:.*\/bundle\/python$/m);
    rig.write({ 'sub/train.mjs': 'process.exit(1)\n' });
    const { stdout: why } = await rig.mrun(['why', '1']);
    expect(why).toMatch(
      /code +a snapshot of 5 files, \d+ B, [0-9a-f]{7}; sub\/train.mjs has changed since\n/,
    );
    const { stdout: show } = await rig.mrun(['show', '1']);
    const hash = outOf(show, /code +a snapshot.* ([0-9a-f]{16})\n/);
    expect(show).toMatch(new RegExp(`cwd +mruns/.*/code/${hash}\n`));
    const back = await rig.mrun(['code', '1', '--to', 'then']);
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toMatch(
      /\/1 · attempt 1 · a snapshot of 5 files.* → then\nNext: cd then\n/,
    );
    expect(rig.files('then')).toEqual([
      '.gitignore',
      'mrunner.yaml',
      'package.json',
      'spec.yaml',
      'sub/train.mjs',
    ]);
    expect(rig.read('then/sub/train.mjs')).toContain('as it was');
    const debug = await rig.mrun(['debug', '1']);
    expect(debug).toMatchObject({ code: 0, stdout: expect.stringContaining('as it was') });
  });

  test('is planned with its size and its largest files, and nothing is touched', async () => {
    await using rig = given({ 'large.txt': 'x'.repeat(5000), 'data/x': '', '.env': 'A=1' });
    const before = rig.files();
    const { stdout, stderr, code } = await rig.mrun(['plan', 'spec.yaml']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /code +a snapshot of 6 files, 5\.\d kB, no commit yet \+ \d+ changed files\n/,
    );
    expect(stdout).toMatch(/ +largest +large.txt 5.0 kB, spec.yaml \d+ B, /);
    expect(stdout).toMatch(/ +linked +node_modules\n +without +.env: it may hold secrets\n/);
    expect(stderr).toBe(
      'Warning: code: data is ignored and will be missing in the snapshot: link: [data].\n',
    );
    expect(rig.files()).toEqual(before);
    const json = JSON.parse((await rig.mrun(['plan', 'spec.yaml', '--json'])).stdout);
    expect(json.code).toMatchObject({
      mode: 'snapshot',
      files: 6,
      largest: expect.arrayContaining([{ path: 'large.txt', bytes: 5000 }]),
      linked: ['node_modules'],
      leftOut: ['.env'],
    });
    expect(json.runs[0].cwd).toBe(rig.path('mruns/sandbox/<sweep>/code/<code>'));
  });

  test('warns of one above 100 MB, and of node_modules that will be missing', async () => {
    await using rig = given({ 'mrunner.yaml': '' });
    writeFileSync(rig.path('weights.bin'), Buffer.alloc(100_100_000));
    const { stderr } = await rig.mrun(['plan', 'spec.yaml', '--code', 'snapshot']);
    expect(stderr).toContain(
      'node_modules is ignored and will be missing in the snapshot: link: [node_modules] or setup: npm ci',
    );
    expect(stderr).toContain('the snapshot is 100 MB, most of it weights.bin (100 MB)');
  });

  test('says together what would be missing in it, before anything is started', async () => {
    await using rig = given({
      'mrunner.yaml': 'contexts: {local: {code: snapshot, link: [none]}}\n',
      'spec.yaml': 'script: node data/train.mjs\npathsToCopy: [nowhere]\n',
      'data/train.mjs': '',
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('3 problems');
    expect(stderr).toContain('none does not exist');
    expect(stderr).toContain('nowhere does not exist');
    expect(stderr).toContain('data/train.mjs is ignored, so that the snapshot will not have it');
    expect(rig.exists('mruns')).toBe(false);
  });

  test('a file that does not exist is not called ignored, also where the context is a cluster', async () => {
    await using rig = given({
      'mrunner.yaml': 'contexts: {hpc: {backend: slurm, code: snapshot, storage_dir: ./mruns}}\n',
      'spec.yaml': 'script: sh nojob.sh\n',
      'job.sh': '',
    });
    const { code, stderr } = await rig.mrun(['plan', 'spec.yaml', '--context', 'hpc']);
    expect(code).toBe(2);
    expect(stderr.match(/nojob\.sh does not exist/g)).toHaveLength(1);
    expect(stderr).toContain('Did you mean job.sh?');
    expect(stderr).not.toContain('is ignored');
    const here = await rig.mrun(['plan', 'spec.yaml', '--code', 'snapshot']);
    expect(here.stderr.match(/nojob\.sh does not exist/g)).toHaveLength(1);
  });
});

describe('mrun code', () => {
  test('gives code that was in place back, of a project in a repository', async () => {
    await using rig = given();
    mkdirSync(rig.path('deep'));
    rig.write({
      'deep/mrunner.yaml': '',
      'deep/spec.yaml': 'script: sh -c true\n',
      'deep/train.mjs': 'then\n',
      'shared.mjs': 'shared\n',
    });
    git(rig, 'add', '.');
    git(rig, 'commit', '-qm', 'first');
    rig.write({ 'deep/train.mjs': 'changed then\n', 'deep/weights': '\0' });
    await rig.mrun(['run', 'deep/spec.yaml']);
    rig.write({ 'deep/train.mjs': 'now\n' });
    const back = await rig.mrun(['code', '0', '--to', 'then'], { cwd: 'deep' });
    expect(back.code).toBe(1);
    expect(back.stderr).toBe(
      'Not given back: 1 file\n  deep/weights   it is no text in UTF-8, so that it was not kept\n',
    );
    expect(back.stdout).toContain('The project is in then/deep\nNext: cd then/deep\n');
    expect(rig.read('deep/then/deep/train.mjs')).toBe('changed then\n');
    expect(rig.read('deep/then/shared.mjs')).toBe('shared\n');
    const again = await rig.mrun(['code', '0', '--to', 'then'], { cwd: 'deep' });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('expected a directory that does not exist or is empty');
  });

  test('says that there is nothing to give back without git, and what to do next time', async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': 'script: sh -c true\n' });
    await rig.mrun(['run', 'spec.yaml']);
    const { code, stderr } = await rig.mrun(['code', '0', '--to', 'then']);
    expect(code).toBe(1);
    expect(stderr).toContain('with --code snapshot a sweep keeps a copy of its code');
    expect(rig.exists('then')).toBe(false);
    expect((await rig.mrun(['code', '0'])).code).toBe(2);
  });
});
