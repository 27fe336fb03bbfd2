import { expect, test } from 'vitest';
import { everywhere } from './everywhere.ts';
import { testWhere } from './test-where.ts';

everywhere('how runs end', (place) => {
  test('by a signal: the exit code of a shell, and the signal by its name', async () => {
    const signals = [
      ['KILL', 137, 'SIGKILL'],
      ['TERM', 143, 'SIGTERM'],
      ['INT', 130, 'SIGINT'],
      ['SEGV', 139, 'SIGSEGV'],
      ['PIPE', 141, 'SIGPIPE'],
      ['HUP', 129, 'SIGHUP'],
      ['USR1', 138, 'SIGUSR1'],
      ['35', 163, 'SIGRTMIN+1'],
    ] as const;
    const runs = signals.map(([signal]) => ({ script: `kill -s ${signal} $$` }));
    await using rig = await place.rig({ runs });
    const status = await rig.run();
    expect(signals.map((_, i) => [status.of(i).exitCode, status.of(i).reason?.signal])).toEqual(
      signals.map(([, code, name]) => [code, name]),
    );
    for (const i of signals.keys()) {
      expect(status.of(i)).toMatchObject({ state: 'failed', reason: { kind: 'signal' } });
    }
  });

  test('not started: said so', async () => {
    const cases = [
      [['no-such-program', 'x'], 127, 'cannot start no-such-program'],
      [['/no/such "program"'], 127, 'cannot start /no/such "program"'],
      [['/etc/passwd'], 126, `cannot start /etc/passwd: it can't be executed`],
    ] as const;
    const runs = [
      ...cases.map(([script]) => ({ script })),
      { script: 'true', cwd: '/no such dir' },
      { script: 'true' },
    ];
    await using rig = await place.rig({ runs });
    const { of } = await rig.run();
    for (const [i, [, code, text]] of cases.entries()) {
      expect(of(i)).toMatchObject({
        state: 'failed',
        exitCode: code,
        reason: { kind: 'launch', code, text },
      });
    }
    const text = 'no such working directory: /no such dir';
    expect(of(3).reason).toMatchObject({ kind: 'launch', text });
    expect(of(4).state).toBe('succeeded');
  });

  test('with their own words: from metrics.jsonl, before the log', async () => {
    const line = '{"failure":{"kind":"interrupted","text":"stopped by hand"},"time":1,"attempt":1}';
    const script = `echo '${line}' >"$MRUNNER_EXP_DIR_PATH/metrics.jsonl"; echo Error: x; exit 1`;
    await using rig = await place.rig({ runs: [{ script }] });
    const { reason } = (await rig.run()).of(0);
    expect(reason).toMatchObject({ kind: 'interrupted', text: 'stopped by hand' });
  });

  test('with their own words: from the log', async () => {
    const script = `printf 'Traceback (most recent call last):\\n  x\\nValueError: bad\\n'; exit 1`;
    await using rig = await place.rig({ runs: [{ script }] });
    const { reason } = (await rig.run()).of(0);
    expect(reason).toEqual({ kind: 'exit', code: 1, text: 'ValueError: bad' });
  });

  test('after a timeout: TERM, KILL after the grace when they ignore it, and success is success', async () => {
    const runs = [
      { script: 'sleep 60' },
      { script: 'trap "" TERM; sleep 61 & wait; sleep 62' },
      { script: 'trap "exit 0" TERM; sleep 60 & wait' },
    ];
    const limits = { timeout: 1, grace: 1 };
    await using rig = await place.rig({
      runs,
      options: { ...limits, parallel: 3 },
      context: limits,
    });
    const { of } = await rig.run();
    expect(of(0)).toMatchObject({
      state: 'failed',
      exitCode: 143,
      reason: { kind: 'timeout', signal: 'SIGTERM' },
    });
    expect(of(1)).toMatchObject({ exitCode: 137, reason: { kind: 'timeout' } });
    expect(of(2)).toMatchObject({ state: 'succeeded', reason: { kind: 'timeout' } });
  });

  test('a background child that left the session ends with its run', async () => {
    const runs = [{ script: 'sleep 60 & setsid sleep 61 & echo done' }];
    await using rig = await place.rig({ runs });
    // Disposing the rig fails when a process is left.
    expect((await rig.run()).counts.succeeded).toBe(1);
  });

  test('what ignores TERM and is left behind is killed after the grace', async () => {
    const gate = '"$MRUNNER_EXP_DIR_PATH/ready"';
    const child = `sh -c 'trap "" TERM; echo >${gate}; while :; do sleep 1; done' &`;
    await using rig = await place.rig({
      runs: [{ script: `mkfifo ${gate}; ${child} read x <${gate}` }],
      options: { grace: 0.2 },
      context: { grace: 0.2 },
    });
    expect((await rig.run()).counts.succeeded).toBe(1);
  });
});

everywhere('retries', (place) => {
  const script = '[ "$MRUNNER_ATTEMPT" = 3 ] || exit 4';

  test('follow failed attempts, each with a log of its own', async () => {
    await using rig = await place.rig({ runs: [{ script }], options: { retries: 2 } });
    const { counts, of } = await rig.run();
    expect(counts).toMatchObject({ succeeded: 1, failed: 0, pending: 0 });
    expect(of(0)).toMatchObject({ state: 'succeeded', attempt: 3 });
    expect(of(0).attempts.map((it) => it.exitCode)).toEqual([4, 4, 0]);
    for (const attempt of [1, 2, 3]) expect(rig.read(0, `log.${attempt}`)).toBe('');
  });

  test('end when there are no more of them', async () => {
    await using rig = await place.rig({ runs: [{ script }], options: { retries: 1 } });
    expect((await rig.run()).of(0)).toMatchObject({ state: 'failed', attempt: 2, exitCode: 4 });
  });

  test('follow only the kinds that retry_on names', async () => {
    const options = { retries: 3, retryOn: ['timeout'] };
    await using rig = await place.rig({ runs: [{ script }], options });
    expect((await rig.run()).of(0)).toMatchObject({ state: 'failed', attempt: 1 });
  });

  testWhere(place, 'earlierFiles', 'find neptune.yaml and their files as they were', async () => {
    const keep = `cd "$MRUNNER_EXP_DIR_PATH"; ls -i neptune.yaml >>inode; [ "$MRUNNER_ATTEMPT" = 2 ]`;
    await using rig = await place.rig({ runs: [{ script: keep }], options: { retries: 1 } });
    await rig.run();
    const [first, second] = rig.read(0, 'inode').trim().split('\n');
    expect(second).toBe(first);
  });

  test('exit 85 is never success, and is tried again', async () => {
    const saved = '[ "$MRUNNER_ATTEMPT" = 2 ] || exit 85';
    await using rig = await place.rig({ runs: [{ script: saved }], options: { retries: 1 } });
    const { attempts } = (await rig.run()).of(0);
    expect(attempts.map((it) => [it.state, it.reason?.kind])).toEqual([
      ['failed', 'interrupted'],
      ['succeeded', undefined],
    ]);
  });
});
