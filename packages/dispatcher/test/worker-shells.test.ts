import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEventLines } from '@mrunner/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runRecord, workerProgram } from '../src/local/worker-script.ts';
import type { RunToStart } from '../src/worker-program/run-start.ts';
import { hasTool } from './rig.ts';

const shells: readonly (readonly string[])[] = [
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
];

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mrunner-worker-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const program = (setUp = 'export FROM_SET_UP=yes'): string =>
  workerProgram({
    eventsFile: `${dir}/events.jsonl`,
    firstLine: '{"event":"worker","time":0,"up":0,"slot":"a-0"}',
    hasUptime: true,
    env: { KEPT: "it's" },
    setUp: [setUp],
  });

const run = (index: number, command: readonly string[], more: Partial<RunToStart> = {}): string => {
  mkdirSync(`${dir}/${index}`, { recursive: true });
  return runRecord({
    index,
    attempt: 1,
    log: `${dir}/${index}/log.1`,
    cwd: dir,
    command,
    env: {},
    pythonPath: { first: [], last: [] },
    passedOn: {},
    isolate: false,
    ...more,
  });
};

const log = (index: number): string => readFileSync(`${dir}/${index}/log.1`, 'utf8');

/** Feeds a worker through a pipe and in a session of its own, as the launcher does. */
const work = (shell: readonly string[], input: string): string[] => {
  const words = ['--wait', ...shell, '-s'];
  const { stdout } = spawnSync('setsid', words, { input, encoding: 'utf8', cwd: '/' });
  return stdout.split('\n').filter((line) => line !== '');
};

const recorded = (): unknown[] =>
  parseEventLines(readFileSync(`${dir}/events.jsonl`, 'utf8')).events.map((event) => {
    const { up: _, time: __, ...facts } = { up: 0, time: 0, ...event };
    return facts;
  });

describe.each(shells.filter(([shell = '']) => hasTool(shell)))('a worker in %s %s', (...shell) => {
  const words = shell.filter((word) => word !== undefined);

  test('starts runs one after another, records how they end, then tells', () => {
    const told = work(
      words,
      program() +
        run(0, ['sh', '-c', 'echo out; echo err >&2; echo $KEPT $FROM_SET_UP $A'], {
          env: { A: "a'b\n$c" },
        }) +
        run(1, ['sh', '-c', 'exit 7']) +
        run(2, ['sh', '-c', 'kill -KILL $$']) +
        run(3, ['cat']) +
        run(4, ['sh', '-c', 'kill 0']) +
        run(5, ['true']),
    );
    expect(told).toEqual([
      'ready',
      'exit 0 1 0',
      'exit 1 1 7',
      'exit 2 1 137',
      'exit 3 1 0',
      'exit 4 1 143',
      'exit 5 1 0',
    ]);
    expect(log(0)).toBe("out\nerr\nit's yes a'b $c\n");
    expect(log(3)).toBe('');
    expect(recorded()).toEqual([
      { event: 'worker', slot: 'a-0' },
      ...[0, 7, 137, 0, 143, 0].flatMap((code, index) => [
        { event: 'start', run: index, attempt: 1 },
        { event: 'exit', run: index, attempt: 1, code },
      ]),
    ]);
  });

  test('records each signal that ends a run, and the end of runs of bad manners', () => {
    const signals = {
      HUP: 1,
      INT: 2,
      QUIT: 3,
      ABRT: 6,
      KILL: 9,
      USR1: 10,
      SEGV: 11,
      PIPE: 13,
      TERM: 15,
    };
    const names = Object.entries(signals);
    const bad = [
      run(20, ['sh', '-c', 'kill -s KILL 0'], { isolate: true }),
      run(21, ['sh', '-c', 'exec >&- 2>&- <&-; exit 4']),
      run(22, ['sh', '-c', 'trap "" TERM HUP; kill 0; kill -s HUP 0; exit 5']),
      run(23, ['sh', '-c', 'setsid sh -c "sleep 0.2; echo left" & exit 6']),
    ];
    const told = work(
      words,
      program() +
        names.map(([name], i) => run(i, ['sh', '-c', `ulimit -c 0; kill -s ${name} $$`])).join('') +
        bad.join(''),
    );
    expect(told).toEqual([
      'ready',
      ...names.map(([_, number], i) => `exit ${i} 1 ${128 + number}`),
      'exit 20 1 137',
      'exit 21 1 4',
      'exit 22 1 5',
      'exit 23 1 6',
    ]);
  });

  test('says which could not be started, and only those', () => {
    const told = work(
      words,
      program() +
        run(0, ['no-such-program']) +
        run(1, ['/etc/passwd']) +
        run(2, ['true'], { cwd: `${dir}/"none"` }) +
        run(3, ['sh', '-c', 'exit 127']) +
        run(4, ['no-such-program'], { passedOn: { 'a.b': 'c' } }) +
        run(5, ['printenv', 'a.b'], { passedOn: { 'a.b': 'c' } }),
    );
    expect(told.slice(1)).toEqual([
      'exit 0 1 127',
      'exit 1 1 126',
      'exit 2 1 127',
      'exit 3 1 127',
      'exit 4 1 127',
      'exit 5 1 0',
    ]);
    const failed = recorded().filter((event) => JSON.stringify(event).includes('launch-failed'));
    expect(failed).toEqual([
      { event: 'launch-failed', run: 0, attempt: 1, text: 'cannot start no-such-program' },
      {
        event: 'launch-failed',
        run: 1,
        attempt: 1,
        text: "cannot start /etc/passwd: it can't be executed",
      },
      {
        event: 'launch-failed',
        run: 2,
        attempt: 1,
        text: `no such working directory: ${dir}/"none"`,
      },
      { event: 'launch-failed', run: 4, attempt: 1, text: 'cannot start no-such-program' },
    ]);
    expect(log(5)).toBe('c\n');
  });

  test('starts binaries without a subshell as it starts others with one', () => {
    const binary = { isBinary: true };
    const sh = '/bin/sh';
    const told = work(
      words,
      program(':') +
        run(0, [sh, '-c', 'echo "$A" $PYTHONPATH $PWD; echo err >&2; env | grep -c ^mrunner_'], {
          ...binary,
          cwd: `${dir}/0`,
          env: { A: "a'b\n$c" },
          secrets: { S: 's3cret' },
          pythonPath: { first: ['/p', '/q r'], last: ['/own'] },
        }) +
        run(1, [sh, '-c', 'kill -KILL $$'], binary) +
        run(2, [sh, '-c', 'cat; kill 0'], binary) +
        run(3, [`${dir}/none`], binary) +
        run(4, ['/etc/passwd'], binary) +
        run(5, ['/bin/true'], { ...binary, cwd: `${dir}/none` }) +
        run(6, [sh, '-c', 'echo "$A$S" $PYTHONPATH; exit 127'], binary) +
        run(7, ['/usr/bin/env', 'printenv', 'a.b'], { ...binary, passedOn: { 'a.b': 'c' } }),
    );
    const codes = [1, 137, 143, 127, 126, 127, 127, 0];
    expect(told).toEqual(['ready', ...codes.map((code, index) => `exit ${index} 1 ${code}`)]);
    expect(log(0)).toBe(`a'b\n$c /p:/q r:/own ${dir}/0\nerr\n0\n`);
    expect(log(6)).toBe('\n');
    expect(log(7)).toBe('c\n');
    const failed = recorded().flatMap((event) => {
      const { event: kind, text } = event as { event: string; text?: string };
      return kind === 'launch-failed' ? [text] : [];
    });
    expect(failed).toEqual([
      `cannot start ${dir}/none`,
      "cannot start /etc/passwd: it can't be executed",
      `no such working directory: ${dir}/none`,
    ]);
  });

  test('starts nothing that it can not claim', () => {
    mkdirSync(`${dir}/0`);
    execFileSync('touch', [`${dir}/0/log.1`]);
    const gone = run(1, ['true'], { log: `${dir}/none/log.1` });
    const told = work(
      words,
      program() + run(0, ['sh', '-c', 'echo ran']) + gone + run(2, ['true']),
    );
    expect(told).toEqual(['ready', 'refused 0 1', 'unclaimed 1 1', 'exit 2 1 0']);
    expect(log(0)).toBe('');
  });

  test('never begins a torn record', () => {
    const record = run(1, ['sh', '-c', 'echo ran']);
    for (const cut of [5, record.length >> 2, record.length >> 1, record.length - 3]) {
      rmSync(`${dir}/0`, { recursive: true, force: true });
      const told = work(words, program() + run(0, ['true']) + record.slice(0, cut));
      expect(told).toEqual(['ready', 'exit 0 1 0']);
      expect(() => log(1)).toThrow();
    }
  });

  test.each([
    ['set -e'],
    ['set -eu'],
    ['set -eu; command set -o pipefail || :'],
    ['set -f'],
    ['set -C'],
    ['set -a'],
    ['set -v'],
    ['set -x'],
    ['set -m'],
    ['command set -kET || :'],
    ['IFS='],
    ['IFS=,'],
    ['IFS=0123456789.'],
    ['readonly IFS=.1'],
    ['trap "exit 3" EXIT'],
    ['trap "exit 3" HUP INT QUIT TERM PIPE'],
    ['trap "" TERM CHLD'],
    ['command set -E || :; command trap "exit 3" ERR || :'],
    ['command set -T || :; command trap "echo traced >&2" DEBUG || :'],
    ["alias printf=false cd=false exec='echo no' trap='echo no' export=false mrunner_end=false"],
    ['cd() { return 1; }; printf() { return 1; }; read() { return 1; }; true() { return 1; }'],
    ['CDPATH=/; PATH=/bin:/usr/bin'],
  ])('records how runs end after the set-up %s, and shows no secret', (setUp) => {
    const told = work(
      words,
      program(setUp) +
        run(0, ['sh', '-c', 'exit 7']) +
        run(1, ['sh', '-c', 'echo $A; env | grep -c ^mrunner_'], {
          env: { A: 'a' },
          secrets: { S: 's3cret' },
        }) +
        run(2, ['sh', '-c', 'kill 0'], { pythonPath: { first: ['/p'], last: [] } }) +
        run(3, ['no-such-program']),
    );
    expect(told).toEqual(['ready', 'exit 0 1 7', 'exit 1 1 1', 'exit 2 1 143', 'exit 3 1 127']);
    expect(log(0)).toBe('');
    expect(log(1)).toBe('a\n0\n');
    expect(recorded()).toEqual([
      { event: 'worker', slot: 'a-0' },
      ...[7, 1, 143].flatMap((code, index) => [
        { event: 'start', run: index, attempt: 1 },
        { event: 'exit', run: index, attempt: 1, code },
      ]),
      { event: 'start', run: 3, attempt: 1 },
      { event: 'launch-failed', run: 3, attempt: 1, text: 'cannot start no-such-program' },
      { event: 'exit', run: 3, attempt: 1, code: 127 },
    ]);
  });

  test('lends the secrets of runs to the set-up, of which only changes stay', () => {
    const names = { A: 'secret-a', B: 'secret-b', C: 'secret-c', D: '' };
    const setUp = '[ "$A$B$C" = secret-asecret-bsecret-c ] && B=changed && unset C';
    const setting = {
      eventsFile: `${dir}/events.jsonl`,
      firstLine: '{}',
      hasUptime: true,
      env: { A: "file's" },
      setUp: [setUp],
      runSecrets: names,
    };
    const show = ['sh', '-c', 'for n in A B C D; do printenv $n || echo none; done'];
    const told = work(
      words,
      workerProgram(setting) + run(0, show, { secrets: names }) + run(1, show),
    );
    expect(told).toEqual(['ready', 'exit 0 1 0', 'exit 1 1 0']);
    expect(log(0)).toBe('secret-a\nchanged\nnone\n\n');
    expect(log(1)).toBe("file's\nchanged\nnone\nnone\n");
  });

  test('does not start anything when the set-up fails', () => {
    const setting = {
      eventsFile: `${dir}/events.jsonl`,
      firstLine: '{}',
      hasUptime: true,
      env: {},
      setUp: ['echo before', 'false', 'echo after'],
    };
    const told = work(words, workerProgram(setting) + run(0, ['true']));
    expect(told).toEqual(['set-up-failed 1']);
    expect(() => log(0)).toThrow();
  });
});
