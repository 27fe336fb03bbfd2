import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { processRow } from '../src/processes/process-table.ts';
import { makeRig } from './rig.ts';

describe('how runs end', () => {
  test.each([
    ['KILL', 137, 'SIGKILL'],
    ['TERM', 143, 'SIGTERM'],
    ['INT', 130, 'SIGINT'],
    ['SEGV', 139, 'SIGSEGV'],
    ['PIPE', 141, 'SIGPIPE'],
    ['HUP', 129, 'SIGHUP'],
    ['USR1', 138, 'SIGUSR1'],
    ['35', 163, 'SIGRTMIN+1'],
  ])('by SIG%s: exit code %i, and the signal by its name', async (signal, code, name) => {
    await using rig = await makeRig({ runs: [{ script: `kill -s ${signal} $$` }] });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({
      state: 'failed',
      exitCode: code,
      reason: { kind: 'signal', code, signal: name },
    });
  });

  test.each([
    [['no-such-program', 'x'], 127, 'cannot start no-such-program'],
    [['/no/such "program"'], 127, 'cannot start /no/such "program"'],
    [['/etc/passwd'], 126, `cannot start /etc/passwd: it can't be executed`],
  ])('%j: not started, said so', async (script, code, text) => {
    await using rig = await makeRig({ runs: [{ script }, { script: 'true' }] });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({
      state: 'failed',
      exitCode: code,
      reason: { kind: 'launch', code, text },
    });
    expect(rig.status().of(1).state).toBe('succeeded');
    const ended = rig.events.find((event) => event.type === 'ended' && event.run.index === 0);
    expect(ended).toMatchObject({ status: { reason: { kind: 'launch', text } } });
  });

  test('in a working directory that does not exist: not started, said so', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true', cwd: '/no such dir' }] });
    await rig.run();
    expect(rig.status().of(0).reason).toMatchObject({
      kind: 'launch',
      text: 'no such working directory: /no such dir',
    });
  });

  test('with their own words: from the log', async () => {
    const script = `printf 'Traceback (most recent call last):\\n  x\\nValueError: bad\\n'; exit 1`;
    await using rig = await makeRig({ runs: [{ script }] });
    await rig.run();
    expect(rig.status().of(0).reason).toEqual({ kind: 'exit', code: 1, text: 'ValueError: bad' });
  });

  test('with their own words: from metrics.jsonl, before the log', async () => {
    const line = '{"failure":{"kind":"interrupted","text":"stopped by hand"},"time":1,"attempt":1}';
    const script = `echo '${line}' >"$MRUNNER_EXP_DIR_PATH/metrics.jsonl"; echo Error: x; exit 1`;
    await using rig = await makeRig({ runs: [{ script }] });
    await rig.run();
    expect(rig.status().of(0).reason).toMatchObject({
      kind: 'interrupted',
      text: 'stopped by hand',
    });
  });

  test('after --timeout: TERM, and KILL after the grace when they ignore it', async () => {
    const runs = [{ script: 'sleep 60' }, { script: 'trap "" TERM; sleep 61 & wait; sleep 62' }];
    await using rig = await makeRig({ runs, options: { timeout: 0.2, grace: 0.3 } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({
      state: 'failed',
      exitCode: 143,
      reason: { kind: 'timeout', signal: 'SIGTERM' },
    });
    expect(rig.status().of(1)).toMatchObject({ exitCode: 137, reason: { kind: 'timeout' } });
  });

  test('after --timeout with exit 0: succeeded, and it is said', async () => {
    const script = 'trap "exit 0" TERM; sleep 60 & wait';
    await using rig = await makeRig({ runs: [{ script }], options: { timeout: 0.2 } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'succeeded', reason: { kind: 'timeout' } });
  });
});

describe('what runs leave behind', () => {
  test('a background child is ended, also one that left the session', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'sleep 60 & setsid sleep 61 & echo done' }],
    });
    // Disposing the rig fails when a process is left.
    expect((await rig.run()).counts.succeeded).toBe(1);
  });

  test('one that ignores TERM is killed after the grace', async () => {
    const gate = '"$MRUNNER_EXP_DIR_PATH/ready"';
    const child = `sh -c 'trap "" TERM; echo >${gate}; while :; do sleep 1; done' &`;
    await using rig = await makeRig({
      runs: [{ script: `mkfifo ${gate}; ${child} read x <${gate}` }],
      options: { grace: 0.2 },
    });
    expect((await rig.run()).counts.succeeded).toBe(1);
  });

  test('a retry waits until nothing of the attempt before lives', async () => {
    const script = [
      'cd "$MRUNNER_EXP_DIR_PATH"',
      'if [ "$MRUNNER_ATTEMPT" = 1 ]; then',
      '  mkfifo ready; sh -c \'trap "sleep 0.3; rm alive; exit" TERM; touch alive; echo >ready; while :; do sleep 0.05; done\' &',
      '  read x <ready; exit 1',
      'fi',
      '[ ! -e alive ]',
    ].join('\n');
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 1 } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });
});

describe('retries', () => {
  const script = '[ "$MRUNNER_ATTEMPT" = 3 ] || exit 4';

  test('follow failed attempts, each with a log of its own', async () => {
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 2 } });
    const outcome = await rig.run();
    expect(outcome.counts).toMatchObject({ succeeded: 1, failed: 0, pending: 0 });
    const status = rig.status().of(0);
    expect(status).toMatchObject({ state: 'succeeded', attempt: 3 });
    expect(status.attempts.map((it) => it.exitCode)).toEqual([4, 4, 0]);
    for (const attempt of [1, 2, 3]) expect(existsSync(rig.path(0, `log.${attempt}`))).toBe(true);
    const ends = rig.events.flatMap((event) => (event.type === 'ended' ? [event.again] : []));
    expect(ends).toEqual([true, true, false]);
  });

  test('end when there are no more of them', async () => {
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 1 } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', attempt: 2, exitCode: 4 });
  });

  test('follow only the kinds that retry_on names', async () => {
    const options = { retries: 3, retryOn: ['timeout'] };
    await using rig = await makeRig({ runs: [{ script }], options });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', attempt: 1 });
  });

  test('find neptune.yaml and their files as they were', async () => {
    const keep = `cd "$MRUNNER_EXP_DIR_PATH"; ls -i neptune.yaml >>inode; [ "$MRUNNER_ATTEMPT" = 2 ]`;
    await using rig = await makeRig({ runs: [{ script: keep }], options: { retries: 1 } });
    await rig.run();
    const [first, second] = rig.read(0, 'inode').trim().split('\n');
    expect(second).toBe(first);
  });

  test('exit 85 is never success, and is tried again', async () => {
    const saved = '[ "$MRUNNER_ATTEMPT" = 2 ] || exit 85';
    await using rig = await makeRig({ runs: [{ script: saved }], options: { retries: 1 } });
    await rig.run();
    const { attempts } = rig.status().of(0);
    expect(attempts.map((it) => [it.state, it.reason?.kind])).toEqual([
      ['failed', 'interrupted'],
      ['succeeded', undefined],
    ]);
  });
});

test('--max-failures starts no more, and the rest stays planned', async () => {
  const runs = Array.from({ length: 10 }, (_, i) => ({ script: `exit ${i % 2}` }));
  await using rig = await makeRig({ runs, options: { parallel: 1, maxFailures: 2 } });
  const outcome = await rig.run();
  expect(outcome).toMatchObject({
    why: 'max-failures',
    counts: { succeeded: 2, failed: 2, planned: 6 },
  });
  expect(rig.status().counts).toEqual(outcome.counts);
  expect((await rig.run()).counts).toMatchObject({ succeeded: 4, failed: 4, planned: 2 });
});

describe('a worker that is killed', () => {
  test('by a run that kills its own group: unknown, and the sweep goes on', async () => {
    const runs = [{ script: 'kill -s KILL 0' }, { script: 'true' }, { script: 'true' }];
    await using rig = await makeRig({ runs, options: { parallel: 1 } });
    const { counts } = await rig.run();
    expect(counts).toMatchObject({ unknown: 1, succeeded: 2 });
    expect(rig.status().of(0)).toMatchObject({ state: 'unknown', reason: { kind: 'lost' } });
    expect(rig.status().of(0).reason?.text).toMatch(/^no exit record: .*SIGKILL/);
  });

  test('a TERM to its own group ends only the run', async () => {
    await using rig = await makeRig({ runs: [{ script: 'kill 0' }, { script: 'true' }] });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', exitCode: 143 });
  });

  test('in a session of its own (isolate) a run takes nobody along', async () => {
    const runs = [{ script: 'kill -s KILL 0' }];
    await using rig = await makeRig({ runs, context: { isolate: true } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', exitCode: 137 });
  });

  test('leaves its run, which is ended before the next attempt', async () => {
    const script = `cd "$MRUNNER_EXP_DIR_PATH"; [ "$MRUNNER_ATTEMPT" = 2 ] && exit; echo $$ >pid; kill -s KILL $PPID; sleep 60`;
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 1 } });
    await rig.run();
    expect(rig.status().of(0)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(processRow(rig.host, Number(rig.read(0, 'pid')))).toBe(undefined);
  });
});
