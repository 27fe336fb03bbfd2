import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { CodeRecord } from '@mrunner/core';
import { describe, expect, test } from 'vitest';
import { codeSince } from '../src/code/code-since.ts';
import { rootOfAttempt, type SweepCode } from '../src/code/code-states.ts';
import { giveBackCode } from '../src/code/give-back.ts';
import { prepareCode } from '../src/code/prepare-code.ts';
import { recordCode, recordingFor } from '../src/code/record-code.ts';
import { makeRig, type Rig } from './rig.ts';

const git = (cwd: string, ...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const put = (top: string, files: { readonly [path: string]: string | Buffer }): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), content);
  }
};

/** A rig, a repository in it, and what a sweep that used its files in place would know. */
const givenRepository = async (files: { readonly [path: string]: string | Buffer }) => {
  const rig = await makeRig({ runs: [{ script: 'true' }] });
  const top = join(rig.dir, 'repository');
  mkdirSync(top);
  git(top, 'init', '-q', '-b', 'main');
  put(top, files);
  git(top, 'add', '.');
  git(top, 'commit', '-qm', 'first');
  const to = join(rig.dir, 'then');
  return { rig, top, to, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
};

const sweepOf = async (rig: Rig, directory: string, link: string[] = []): Promise<SweepCode> => {
  const { record, home } = rig.sweep;
  const contexts = record.contexts.map((context) => ({
    ...context,
    setup: { ...context.setup, link },
  }));
  const code = await recordCode(rig.host, directory, recordingFor(contexts));
  return { home, record: { ...record, code, contexts, projectDirectory: directory } };
};

const contents = (top: string): { readonly [path: string]: string } =>
  Object.fromEntries(
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(top.length + 1), readFileSync(path, 'latin1')]),
  );

const value = async <T>(
  result: Promise<{ ok: true; value: T } | { ok: false; problems: unknown }>,
) => {
  const got = await result;
  if (!got.ok) throw new Error(JSON.stringify(got.problems));
  return got.value;
};

const binary = Buffer.from([0, 1, 2, 255, 0, 10]);

describe('the code of a run that used the files in place', () => {
  test('is given back as it was: commit, differences, untracked text, of a project in a subdirectory too', async () => {
    await using it = await givenRepository({
      'lib/shared.py': 'one\n',
      'project/train.py': 'a\nb\nc\n',
      'project/gone.py': 'x\n',
      'project/picture': binary,
      'project/removed': binary,
      'project/odd "name" é\t.txt': 'x\n',
      'project/latin': Buffer.from('caf\xe9\n', 'latin1'),
    });
    const { rig, top, to } = it;
    put(top, {
      'lib/shared.py': 'two\n',
      'project/train.py': 'a\nB\nc',
      'project/picture': Buffer.concat([binary, binary]),
      'project/new file.sh': '#!/bin/sh\n',
      'project/quo"ted\\é': 'y',
      'project/empty': '',
      'mruns/ignored': '',
    });
    put(top, { '.git/info/exclude': 'mruns\n' });
    chmodSync(join(top, 'project/new file.sh'), 0o755);
    symlinkSync('train.py', join(top, 'project/link'));
    for (const name of ['gone.py', 'removed']) rmSync(join(top, 'project', name));
    git(top, 'add', 'project/empty');
    rmSync(join(top, 'mruns'), { recursive: true });
    const expected = contents(top);
    const sweep = await sweepOf(rig, join(top, 'project'));
    git(top, 'stash', '-q', '--include-untracked');
    const index = readFileSync(join(top, '.git/index'));
    const given = await value(giveBackCode(rig.host, sweep, undefined, to));
    expect(given).toMatchObject({ project: join(to, 'project'), missing: [] });
    expect(contents(to)).toEqual(expected);
    expect(statSync(join(to, 'project/new file.sh')).mode & 0o111).not.toBe(0);
    expect(readFileSync(join(to, 'project/link'), 'utf8')).toBe('a\nB\nc');
    expect(readFileSync(join(top, '.git/index'))).toEqual(index);
    expect(git(top, 'status', '--porcelain')).toBe('');
  });

  test('inside of another repository, too, is the whole of it', async () => {
    await using it = await givenRepository({ a: '1\n', 'b/c': '2\n' });
    put(it.top, { a: '3\n', 'b/c': '4\n' });
    const sweep = await sweepOf(it.rig, it.top);
    const to = join(it.top, 'mruns/deep/then');
    expect(await value(giveBackCode(it.rig.host, sweep, undefined, to))).toMatchObject({
      missing: [],
    });
    expect(contents(to)).toEqual({ a: '3\n', 'b/c': '4\n' });
  });

  test('names what can not be given back, and gives the rest', async () => {
    await using it = await givenRepository({ a: '1\n', '.env': 'SECRET=1\n', latin: 'x\n' });
    const { rig, top, to } = it;
    put(top, {
      a: '2\n',
      '.env': 'SECRET=2\n',
      latin: Buffer.from('caf\xe9\n', 'latin1'),
      weights: binary,
      'prod.env': 'SECRET=3\n',
      'large.txt': 'x\n'.repeat(1 << 20),
      'inner/file': '',
    });
    git(join(top, 'inner'), 'init', '-q');
    git(join(top, 'inner'), 'add', '.');
    git(join(top, 'inner'), 'commit', '-qm', 'x');
    const sweep = await sweepOf(rig, top);
    expect(JSON.stringify(sweep.record.code)).not.toContain('SECRET');
    const given = await value(giveBackCode(rig.host, sweep, undefined, to));
    expect(
      Object.fromEntries(given.missing.map(({ path, why }) => [path, why.slice(0, 28)])),
    ).toEqual({
      '.env': 'it may hold secrets, so that',
      'prod.env': 'it may hold secrets, so that',
      latin: 'it is no text in UTF-8, so t',
      weights: 'there was too much that diff',
      'large.txt': 'there was too much that diff',
      'inner/': 'it is a repository of its ow',
    });
    expect(contents(to)).toEqual({ a: '2\n', '.env': 'SECRET=1\n', latin: 'x\n' });
  });

  test.each([
    ['without git', (top: string) => rmSync(join(top, '.git'), { recursive: true }), 'before'],
    [
      'when its commit is gone',
      (top: string) => {
        rmSync(join(top, '.git'), { recursive: true });
        git(top, 'init', '-q');
      },
      'after',
    ],
    ['when the project is gone', (top: string) => rmSync(top, { recursive: true }), 'after'],
  ])('is a problem %s, and nothing is written', async (_, spoil, when) => {
    await using it = await givenRepository({ a: '1\n' });
    if (when === 'before') spoil(it.top);
    const sweep = await sweepOf(it.rig, it.top);
    if (when === 'after') spoil(it.top);
    const given = await giveBackCode(it.rig.host, sweep, undefined, it.to);
    expect(given).toMatchObject({ ok: false, problems: [{ kind: 'missing' }] });
    expect(it.rig.host.files.exists(it.to)).toBe(false);
  });

  test('is told without the content of large binary files', async () => {
    await using it = await givenRepository({ large: binary, small: binary });
    const { rig, top, to } = it;
    put(top, { large: Buffer.alloc(1 << 18), small: Buffer.concat([binary, binary]) });
    const sweep = await sweepOf(rig, top);
    const given = await value(giveBackCode(rig.host, sweep, undefined, to));
    expect(given.missing.map(({ path }) => path)).toEqual(['large']);
    expect(readFileSync(join(to, 'small'))).toEqual(Buffer.concat([binary, binary]));
  });

  test('is a problem where nothing can be written', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const sweep = await sweepOf(it.rig, it.top);
    const given = await giveBackCode(it.rig.host, sweep, undefined, '/proc/then');
    expect(given).toMatchObject({ ok: false, problems: [{ kind: 'file', path: '--to' }] });
  });

  test('is never written over something', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const sweep = await sweepOf(it.rig, it.top);
    const given = await giveBackCode(it.rig.host, sweep, undefined, it.top);
    expect(given).toMatchObject({ ok: false, problems: [{ kind: 'conflict', path: '--to' }] });
  });

  test('brings the submodules of its commit, and names those that are not there', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const { rig, top, to } = it;
    for (const name of ['one', 'two']) {
      const from = join(rig.dir, name);
      put(from, { [`in-${name}`]: 'x' });
      git(from, 'init', '-q');
      git(from, 'add', '.');
      git(from, 'commit', '-qm', 'x');
      git(top, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', from, name);
    }
    git(top, 'commit', '-qm', 'second');
    const sweep = await sweepOf(rig, top);
    rmSync(join(top, 'two'), { recursive: true });
    const given = await value(giveBackCode(rig.host, sweep, undefined, to));
    expect(given.missing).toEqual([{ path: 'two', why: 'the submodule is not there' }]);
    expect(Object.keys(contents(to))).toEqual(['.gitmodules', 'a', 'one/in-one']);
  });
});

describe('since a run, the code', () => {
  test('is the same, or differs in these files, also over commits', async () => {
    await using it = await givenRepository({ a: '1\n', b: '1\n', 'storage/x': '' });
    const { rig, top } = it;
    put(top, { b: '2\n', weights: binary });
    const sweep = await sweepOf(rig, top);
    expect(await codeSince(rig.host, sweep)).toBe('same');
    git(top, 'commit', '-qam', 'second');
    expect(await codeSince(rig.host, sweep)).toEqual({ changed: ['b'] });
    git(top, 'reset', '-q', '--soft', 'HEAD~');
    expect(await codeSince(rig.host, sweep)).toBe('same');
    put(top, { weights: Buffer.concat([binary, binary]) });
    expect(await codeSince(rig.host, sweep)).toEqual({
      changed: expect.arrayContaining(['weights']),
    });
    rmSync(join(top, '.git'), { recursive: true });
    expect(await codeSince(rig.host, sweep)).toBe('unknown');
  });

  test('in a snapshot is compared file by file', async () => {
    await using rig = await makeRig({ project: { a: '1', b: '1' }, runs: [{ script: 'true' }] });
    const project = join(rig.dir, 'project');
    expect(await codeSince(rig.host, rig.sweep)).toBe('same');
    put(project, { a: '2', c: '' });
    chmodSync(join(project, 'b'), 0o755);
    expect(await codeSince(rig.host, rig.sweep)).toEqual({ changed: ['a', 'b', 'c'] });
  });

  test('does not change by what sweeps keep in the project', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const { rig, top } = it;
    const { record } = rig.sweep;
    const contexts = record.contexts.map((one) => ({ ...one, storageDir: join(top, 'kept') }));
    const code: CodeRecord = await recordCode(rig.host, top, recordingFor(contexts));
    put(top, { 'kept/p/20261122-1607-brave-otter/sweep.json': '{}' });
    const now = await recordCode(rig.host, top, recordingFor(contexts));
    expect(now).toEqual(code);
    expect(now.changed).toEqual([]);
  });
});

describe('for another attempt, the code', () => {
  test('that was in place and did not change is used in place', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const sweep = await sweepOf(it.rig, it.top);
    const hash = await value(prepareCode(it.rig.host, sweep, 'same'));
    expect(hash).toBe(sweep.record.code.hash);
    expect(rootOfAttempt(it.rig.host, sweep, 'local', hash)).toBe(undefined);
  });

  test('that was in place and changed since is rebuilt, with its links', async () => {
    await using it = await givenRepository({ 'p/a': '1\n', '.gitignore': 'data\n' });
    const { rig, top } = it;
    put(top, { 'p/a': '2\n', 'p/data/x': 'linked', 'p/.env': 'A=1\n' });
    const sweep = await sweepOf(rig, join(top, 'p'), ['data']);
    put(top, { 'p/a': '3\n' });
    const hash = await value(prepareCode(rig.host, sweep, 'same'));
    const root = rootOfAttempt(rig.host, sweep, 'local', hash) ?? '';
    expect(root).toBe(join(sweep.home, 'code', hash ?? '', 'p'));
    const read = (path: string): string => readFileSync(join(root, path), 'utf8');
    expect([read('a'), read('data/x'), read('.env')]).toEqual(['2\n', 'linked', 'A=1\n']);
    expect(await value(prepareCode(rig.host, sweep, 'same'))).toBe(hash);
    expect(readdirSync(join(sweep.home, 'code'))).toEqual([hash]);
  });

  test('that can not be had as a whole is a problem that says why', async () => {
    await using it = await givenRepository({ a: '1\n' });
    put(it.top, { weights: binary });
    const sweep = await sweepOf(it.rig, it.top);
    put(it.top, { a: '2\n' });
    const details = expect.arrayContaining([expect.stringContaining('weights: it is no text')]);
    expect(await prepareCode(it.rig.host, sweep, 'same')).toMatchObject({
      ok: false,
      problems: [{ path: '--code', details }],
    });
    expect(readdirSync(join(sweep.home, 'code'))).toEqual([]);
  });

  test('new is a state of its own, which later attempts can have again', async () => {
    await using it = await givenRepository({ a: '1\n' });
    const { rig, top } = it;
    const sweep = await sweepOf(rig, top);
    put(top, { a: '2\n' });
    const hash = await value(prepareCode(rig.host, sweep, 'new'));
    expect(hash).not.toBe(sweep.record.code.hash);
    put(top, { a: '3\n' });
    expect(await codeSince(rig.host, sweep, hash)).toEqual({ changed: ['a'] });
    await value(giveBackCode(rig.host, sweep, hash, it.to));
    expect(contents(it.to)).toEqual({ a: '2\n' });
  });

  test('of a snapshot is its tree, or a fresh one', async () => {
    const runs = [{ script: 'cat a' }];
    await using rig = await makeRig({ project: { a: 'then' }, runs });
    put(join(rig.dir, 'project'), { a: 'now' });
    const own = rig.sweep.record.code.hash;
    expect(await value(prepareCode(rig.host, rig.sweep, 'same'))).toBe(own);
    const hash = await value(prepareCode(rig.host, rig.sweep, 'new'));
    const roots = [own, hash].map((one) => rootOfAttempt(rig.host, rig.sweep, 'local', one) ?? '');
    expect(roots.map((root) => readFileSync(join(root, 'a'), 'utf8'))).toEqual(['then', 'now']);
  });
});

describe('a snapshot', () => {
  test('is given back as it was made, without what runs and set-ups put there', async () => {
    await using rig = await makeRig({
      project: { 'a.sh': 'echo a', b: 'b', c: 'c' },
      setup: { setup: 'echo made >made' },
      runs: [{ script: 'echo changed >b; rm c; touch d' }],
    });
    await rig.run();
    const to = join(rig.dir, 'then');
    const given = await value(giveBackCode(rig.host, rig.sweep, undefined, to));
    expect(contents(to)).toEqual({ 'a.sh': 'echo a' });
    expect(given.missing).toEqual([
      { path: 'b', why: 'it was changed in the snapshot, after that was made' },
      { path: 'c', why: 'it was removed from the snapshot' },
    ]);
  });
});
