import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { processRow } from '../src/processes/process-table.ts';
import { makeRig } from './rig.ts';

describe('what runs leave behind', () => {
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
