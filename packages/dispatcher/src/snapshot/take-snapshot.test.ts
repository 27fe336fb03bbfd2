import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../host/host.ts';
import { nodeHost } from '../host/node-host.ts';
import type { CodeSource } from './code-source.ts';
import { lookAtCode } from './look-at-code.ts';
import { takeSnapshot } from './take-snapshot.ts';

const host: Host = { ...nodeHost(), env: { PATH: process.env.PATH, HOME: '/nonexistent' } };

/** A project with these files, and a home for a sweep beside it. */
const given = (files: { readonly [path: string]: string }) => {
  const top = mkdtempSync(join(tmpdir(), 'mrunner-snapshot-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const directory = join(top, 'project');
  mkdirSync(directory);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const source: CodeSource = {
    directory,
    exclude: [],
    pathsToCopy: [],
    link: [],
    storage: [join(directory, 'mruns')],
    secretFiles: [],
  };
  return { top, home: join(top, 'home'), directory, write, source };
};

const git = (cwd: string, ...words: string[]): void => {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd });
};

const taken = async (home: string, source: CodeSource, by: Host = host) => {
  const result = await takeSnapshot(by, home, source);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { ...result.value, tree: join(home, 'code', result.value.hash) };
};

const namesIn = (tree: string): readonly string[] =>
  readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .sort();

describe.each(['with git', 'without git'])('a snapshot of a project %s', (how) => {
  const prepare = (directory: string): void => {
    if (how === 'with git') git(directory, 'init', '-q');
  };

  test('holds what git would keep, but for sweeps and secrets', async () => {
    const { home, directory, source } = given({
      '.gitignore': '*.o\n/data\n!keep.o\n',
      'a.txt': 'a',
      'x.o': '',
      'keep.o': '',
      'data/large': '',
      'sub/.gitignore': 'out\n',
      'sub/out': '',
      'sub/data/small': '',
      '.env': 'SECRET=1',
      'sub/prod.env': 'SECRET=1',
      '.envrc': 'export SECRET=1',
      'values.txt': 'SECRET=1',
      'mruns/tests/20261122-1607-brave-otter/sweep.json': '',
      'inner/.git/HEAD': '',
    });
    prepare(directory);
    symlinkSync('values.txt', join(directory, 'also-values.txt'));
    const secretFiles = [join(directory, 'values.txt')];
    const { tree, files } = await taken(home, { ...source, secretFiles });
    const expected = ['.gitignore', 'a.txt', 'keep.o', 'sub/.gitignore', 'sub/data/small'];
    expect(namesIn(tree)).toEqual(expected);
    expect(files).toBe(expected.length);
    const { secret } = await lookAtCode(host, { ...source, secretFiles });
    expect([...secret].sort()).toEqual([
      '.env',
      '.envrc',
      'also-values.txt',
      'sub/prod.env',
      'values.txt',
    ]);
  });

  test('follows .mrunnerignore over that, then exclude, then pathsToCopy', async () => {
    const { home, top, directory, write, source } = given({
      '.gitignore': 'data\n*.log\n',
      '.mrunnerignore': 'docs/\n!data/keep/\n*.bin\n',
      'docs/a.md': '',
      'data/keep/a': '',
      'data/keep/b.bin': '',
      'data/other': '',
      'sub/.mrunnerignore': 'y\n',
      'sub/y': '',
      'sub/z': '',
      'notes/n': '',
      'a.log': '',
      'models/m.bin': '',
      '.env': 'A=1',
    });
    prepare(directory);
    write('../outside/lib.py', '');
    const { tree } = await taken(home, {
      ...source,
      exclude: ['./notes', 'keep/never'],
      pathsToCopy: ['models', 'a.log', '.env', join(top, 'outside')],
    });
    expect(namesIn(tree)).toEqual(
      ['.env', '.gitignore', '.mrunnerignore', 'a.log', 'data/keep/a', 'models/m.bin']
        .concat(['outside/lib.py', 'sub/.mrunnerignore', 'sub/z'])
        .sort(),
    );
  });

  test('keeps modes and links; links lead out to where they did', async () => {
    const { home, top, directory, source } = given({ 'run.sh': 'true', 'deep/a': '' });
    prepare(directory);
    chmodSync(join(directory, 'run.sh'), 0o750);
    symlinkSync('../run.sh', join(directory, 'deep/inside'));
    symlinkSync(join(directory, 'run.sh'), join(directory, 'deep/absolute'));
    symlinkSync('../../beyond', join(directory, 'deep/out'));
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    const { tree } = await taken(home, source);
    expect(statSync(join(tree, 'run.sh')).mode & 0o777).toBe(0o750);
    expect(readlinkSync(join(tree, 'deep/inside'))).toBe('../run.sh');
    expect(readlinkSync(join(tree, 'deep/absolute'))).toBe('../run.sh');
    expect(readlinkSync(join(tree, 'deep/out'))).toBe(join(top, 'beyond'));
    expect(namesIn(tree)).not.toContain('pipe');
  });

  test('leads to what is linked, whether git ignores that or not', async () => {
    const { home, directory, source } = given({ 'data/a': '', 'kept/b': '', c: '' });
    prepare(directory);
    const { tree, files } = await taken(home, { ...source, link: ['data', 'kept/b'] });
    expect(files).toBe(1);
    expect(readlinkSync(join(tree, 'data'))).toBe(join(directory, 'data'));
    expect(readlinkSync(join(tree, 'kept/b'))).toBe(join(directory, 'kept/b'));
  });

  test('is named by its content: the same is stored once, another mode is another snapshot', async () => {
    const { home, directory, write, source } = given({ a: '1', b: '2' });
    prepare(directory);
    const first = await taken(home, source);
    write('a', '1');
    const again = await taken(home, source);
    expect(again.hash).toBe(first.hash);
    chmodSync(join(directory, 'a'), 0o755);
    const other = await taken(home, source);
    expect(other.hash).not.toBe(first.hash);
    expect(readdirSync(join(home, 'code')).sort()).toEqual(
      [first.hash, other.hash].flatMap((hash) => [hash, `${hash}.jsonl`]).sort(),
    );
  });

  test('is a problem when what it needs is missing, or its place is taken; nothing is left behind', async () => {
    const { home, directory, write, source } = given({ 'lib/a': '' });
    prepare(directory);
    write('../lib/b', '');
    const wanted = { link: ['none'], pathsToCopy: ['no/such', '../lib'] };
    const result = await takeSnapshot(host, home, { ...source, ...wanted });
    const messages = result.ok ? [] : result.problems.map(({ path, message }) => [path, message]);
    expect(messages).toEqual([
      ['link', expect.stringContaining('none does not exist')],
      ['pathsToCopy', expect.stringContaining('no/such does not exist')],
      ['pathsToCopy', expect.stringContaining('../lib would be copied')],
    ]);
    expect(readdirSync(join(home, 'code'))).toEqual([]);
  });
});

test('a snapshot holds submodules and what is new in them, of tracked files those that are there', async () => {
  const { home, top, directory, write, source } = given({ a: '', gone: '' });
  write('../library/tracked', 'x');
  const library = join(top, 'library');
  for (const place of [library, directory]) git(place, 'init', '-q');
  git(library, 'add', '.');
  git(library, 'commit', '-qm', 'x');
  git(directory, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub');
  git(directory, 'add', '.');
  write('sub/untracked', 'y');
  rmSync(join(directory, 'gone'));
  const { tree } = await taken(home, source);
  expect(namesIn(tree)).toEqual(['.gitmodules', 'a', 'sub/tracked', 'sub/untracked']);
});

test('a project that its repository ignores, or that is a part of one, is copied as it is', async () => {
  const { home, top, directory, source } = given({ a: '', 'sub/b': '' });
  git(top, 'init', '-q');
  expect(
    namesIn((await taken(home, { ...source, directory: join(directory, 'sub') })).tree),
  ).toEqual(['b']);
  writeFileSync(join(top, '.gitignore'), 'project\n');
  expect(namesIn((await taken(home, source)).tree)).toEqual(['a', 'sub/b']);
});

describe('a project that changes while it is copied', () => {
  /** A host whose copying does something before or after. */
  const meddling = (after: (path: string) => void): Host => ({
    ...host,
    files: {
      ...host.files,
      copy: (from, to) => {
        host.files.copy(from, to);
        after(from);
      },
    },
  });

  test('is copied as it is when it is still again', async () => {
    const { home, directory, write, source } = given({ a: 'old', b: 'old', c: 'old' });
    let changes = 0;
    const { tree } = await taken(
      home,
      source,
      meddling((from) => {
        if (from !== join(directory, 'b') || changes++ > 0) return;
        write('a', 'new');
        write('b', 'newer');
        write('d', 'made');
        rmSync(join(directory, 'c'));
      }),
    );
    const contents = namesIn(tree).map((name) => [name, readFileSync(join(tree, name), 'utf8')]);
    expect(contents).toEqual([
      ['a', 'new'],
      ['b', 'newer'],
      ['d', 'made'],
    ]);
  });

  test('is a problem that names the file when it never is', async () => {
    const { home, directory, write, source } = given({ a: '', 'log.txt': '' });
    let lines = '';
    const result = await takeSnapshot(
      meddling((from) => {
        lines += 'x\n';
        if (from === join(directory, 'log.txt')) write('log.txt', lines);
      }),
      home,
      source,
    );
    const message = expect.stringContaining(
      'changes all the time while its snapshot is made: log.txt',
    );
    expect(result).toMatchObject({ ok: false, problems: [{ message }] });
    expect(readdirSync(join(home, 'code'))).toEqual([]);
  });
});

test('a file that may not be read is a problem that names it, and nothing is left behind', async () => {
  const { home, source } = given({ a: '', 'deep/b': '' });
  const copy = (from: string, to: string): void => {
    if (from.endsWith('b')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    host.files.copy(from, to);
  };
  const result = await takeSnapshot({ ...host, files: { ...host.files, copy } }, home, source);
  const message = "deep/b can't be copied into the snapshot: it may not be read";
  expect(result).toMatchObject({ ok: false, problems: [{ message }] });
  expect(readdirSync(join(home, 'code'))).toEqual([]);
});

test('what mrunner keeps itself is not in it: sweeps, by whatever path, and its state directory', async () => {
  const { top, home, directory, source } = given({
    'train.ts': 'code',
    'runs/a/20261122-1607-brave-otter/sweep.json': '{}',
    'runs/.mrunner/code/0/train.ts': 'old code',
    'state/mrunner/sweeps/20261122-1607-brave-otter/code/0/train.ts': 'old code',
    'state/other/file': 'kept',
  });
  symlinkSync(directory, join(top, 'also'));
  const by: Host = { ...host, env: { ...host.env, XDG_STATE_HOME: join(directory, 'state') } };
  const storage = [join(top, 'also/runs')];
  const { tree } = await taken(home, { ...source, storage }, by);
  expect(namesIn(tree).toSorted()).toEqual(['state/other/file', 'train.ts']);
});
