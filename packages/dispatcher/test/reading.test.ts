import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordCode } from '../src/code/record-code.ts';
import { runInForeground } from '../src/foreground/run-in-foreground.ts';
import { followLog } from '../src/logs/follow-log.ts';
import { loggedAttempts, logPath, logTail } from '../src/logs/log-files.ts';
import { outputTroubles, runResults } from '../src/results/result.ts';
import { makeRig } from './rig.ts';

describe('logs', () => {
  test.each([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\n', 5, 'a\n'],
    ['', 5, ''],
    ['a\n\n\n', 2, '\n\n'],
    ['a\nb\n', 0, ''],
    [`${'x'.repeat(100_000)}\n${'y'.repeat(200_000)}\n`, 1, `${'y'.repeat(200_000)}\n`],
  ])('the last lines of %#', async (text, lines, expected) => {
    await using rig = await makeRig({ runs: [] });
    const path = join(rig.dir, 'log');
    writeFileSync(path, text);
    expect(logTail(rig.host, path, lines)).toBe(expected);
    expect(logTail(rig.host, join(rig.dir, 'none'), lines)).toBe('');
  });

  test('every attempt has its own', async () => {
    await using rig = await makeRig({ runs: [{ script: 'exit 1' }], options: { retries: 1 } });
    await rig.run();
    const run = rig.sweep.experiment(0);
    if (run === undefined) throw new Error('no run');
    expect(loggedAttempts(rig.host, rig.sweep.home, run)).toEqual([1, 2]);
    expect(logPath(rig.sweep.home, run, 2)).toBe(rig.path(0, 'log.2'));
  });

  test('are followed from before they exist to their end, nothing lost, no character torn', async () => {
    await using rig = await makeRig({ runs: [] });
    const path = join(rig.dir, 'log');
    let isOver = false;
    const log = followLog(rig.host, path, { over: () => isOver });
    const first = log.next();
    const otter = Buffer.from('🦦');
    writeFileSync(path, 'one\n');
    expect(await first).toEqual({ done: false, value: 'one\n' });
    appendFileSync(path, otter.subarray(0, 2));
    const second = log.next();
    appendFileSync(path, otter.subarray(2));
    expect(await second).toEqual({ done: false, value: '🦦' });
    appendFileSync(path, 'last');
    isOver = true;
    expect(await log.next()).toEqual({ done: false, value: 'last' });
    expect((await log.next()).done).toBe(true);
  });

  test('following ends when it is aborted', async () => {
    await using rig = await makeRig({ runs: [] });
    const abort = new AbortController();
    const { signal } = abort;
    const log = followLog(rig.host, join(rig.dir, 'none'), { over: () => false, signal });
    const next = log.next();
    abort.abort();
    expect((await next).done).toBe(true);
  });
});

test('results are the last values and, over them, what result.json says', async () => {
  const script = `cd "$MRUNNER_EXP_DIR_PATH"
    echo '{"values":{"loss":1,"acc":0.5}}' >metrics.jsonl
    echo '{"acc":0.9,"best":{"epoch":3}}' >result.json`;
  await using rig = await makeRig({ runs: [{ script }] });
  await rig.run();
  const directory = rig.path(0, '.');
  expect(runResults(rig.host, directory)).toEqual({ loss: 1, acc: 0.9, 'best.epoch': 3 });
  writeFileSync(rig.path(0, 'result.json'), '0.7');
  expect(runResults(rig.host, directory)).toMatchObject({ result: 0.7 });
  writeFileSync(rig.path(0, 'result.json'), '{torn');
  expect(runResults(rig.host, directory)).toEqual({ loss: 1, acc: 0.5 });
  expect(outputTroubles(rig.host, directory)).toEqual([
    expect.stringMatching(/^result\.json is not JSON \(.+\)$/),
  ]);
  writeFileSync(rig.path(0, 'result.json'), '{"loss":NaN}');
  expect(runResults(rig.host, directory)).toMatchObject({ loss: 'NaN' });
  appendFileSync(rig.path(0, 'metrics.jsonl'), 'loss 3\n{"loss":3}\n{"torn');
  expect(outputTroubles(rig.host, directory)).toEqual([
    '2 lines of metrics.jsonl are not understood',
  ]);
});

describe('the code of a sweep', () => {
  const git = (cwd: string, ...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd,
      encoding: 'utf8',
    });

  test('without a repository is only its directory', async () => {
    await using rig = await makeRig({ runs: [] });
    expect(await recordCode(rig.host, rig.dir)).toEqual({ mode: 'in-place', directory: rig.dir });
  });

  test('is its commit, its branch and all differences, as a patch that git takes', async () => {
    await using rig = await makeRig({ runs: [] });
    const code = join(rig.dir, 'code');
    mkdirSync(code);
    git(code, 'init', '-q', '-b', 'main');
    writeFileSync(join(code, '.gitignore'), 'ignored\n');
    writeFileSync(join(code, 'a.txt'), 'one\n');
    git(code, 'add', '.');
    git(code, 'commit', '-qm', 'first');
    const clean = await recordCode(rig.host, code);
    const commit = git(code, 'rev-parse', 'HEAD').trim();
    expect(clean).toEqual({
      mode: 'in-place',
      directory: code,
      commit,
      branch: 'main',
      changed: [],
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    writeFileSync(join(code, 'a.txt'), 'two\n');
    writeFileSync(join(code, 'nëw file.txt'), 'x\ny');
    writeFileSync(join(code, 'binary'), '\0');
    writeFileSync(join(code, 'ignored'), 'x');
    const changed = await recordCode(rig.host, code);
    expect(changed.changed?.toSorted()).toEqual(['a.txt', 'binary', 'nëw file.txt']);
    git(code, 'stash', '-q', '--include-untracked');
    writeFileSync(join(rig.dir, 'patch'), changed.diff ?? '');
    git(code, 'apply', join(rig.dir, 'patch'));
    expect(execFileSync('cat', ['a.txt', 'nëw file.txt'], { cwd: code, encoding: 'utf8' })).toBe(
      'two\nx\ny',
    );
  });

  test('tells of files that hold secrets only the names', async () => {
    await using rig = await makeRig({ runs: [] });
    const code = join(rig.dir, 'code');
    const project = join(code, 'project');
    mkdirSync(join(project, 'deep'), { recursive: true });
    git(code, 'init', '-q');
    const write = (text: string): void => {
      for (const name of ['.env', 'deep/b.env', 'values.txt', 'real.txt', 'plain.txt'])
        writeFileSync(join(project, name), `${text}-${name === 'plain.txt' ? 'open' : 'hunter2'}`);
    };
    write('first');
    symlinkSync('real.txt', join(project, 'linked.txt'));
    git(code, 'add', '.');
    git(code, 'commit', '-qm', 'first');
    write('second');
    for (const name of ['.env.local', 'deep/prod.env', '../outer.txt', 'new.txt'])
      writeFileSync(join(project, name), name === 'new.txt' ? 'third-open' : 'hunter2');
    const seen = join(rig.dir, 'seen');
    symlinkSync(project, seen);
    for (const directory of [project, seen]) {
      const leaveOut = ['values.txt', 'outer.txt', '/etc/passwd', '../../beyond.txt', 'none.txt'];
      const files = ['values.txt', '../outer.txt', 'linked.txt'].map((name) =>
        join(directory, name),
      );
      const record = await recordCode(rig.host, directory, { leaveOut: [...files, ...leaveOut] });
      expect(JSON.stringify(record)).not.toContain('hunter2');
      expect(record.diff).toContain('second-open');
      expect(record.diff).toContain('third-open');
      expect(record.changed).toEqual(
        expect.arrayContaining(['project/.env', 'project/deep/prod.env', 'project/values.txt']),
      );
    }
  });

  test('is cut when it differs by more than a mebibyte', async () => {
    await using rig = await makeRig({ runs: [] });
    const code = join(rig.dir, 'code');
    mkdirSync(code);
    git(code, 'init', '-q');
    writeFileSync(join(code, 'large.txt'), 'x\n'.repeat(1 << 20));
    const record = await recordCode(rig.host, code);
    expect(record).toMatchObject({ changed: ['large.txt'], diffCut: true });
    expect(record.commit).toBe(undefined);
  });
});

test('a run in the foreground has its environment and its files, and nothing is recorded', async () => {
  const script = `printf %s "$A $SECRET $FROM_SET_UP $MRUNNER_RUN_INDEX $OMP_NUM_THREADS" >"$MRUNNER_EXP_DIR_PATH/out"; kill -KILL $$`;
  await using rig = await makeRig({
    runs: [{ script, env: { A: 'a' }, resources: { cpu: 3 } }],
    unset: ['OMP_NUM_THREADS'],
    setup: { secrets: ['SECRET'], prologCommand: 'export FROM_SET_UP=b' },
    env: { SECRET: 's' },
  });
  const recorded = rig.sweep.experiment(0);
  const [context] = rig.sweep.record.contexts;
  if (recorded === undefined || context === undefined) throw new Error('no run');
  const planned = rig.sweep.plan(recorded, 1);
  const searchPath = rig.sweep.record.searchPath;
  const done = await runInForeground(rig.host, { planned, context, searchPath });
  expect(done).toEqual({ ok: true, value: 137 });
  expect(rig.read(0, 'out')).toBe('a s b 0 3');
  expect(rig.status().counts.planned).toBe(1);
});
