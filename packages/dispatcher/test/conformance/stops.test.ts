import { expect, test } from 'vitest';
import { everywhere } from './everywhere.ts';
import { meetingAnywhere as gate } from './meetings.ts';
import { testMeeting, testWhere } from './test-where.ts';

everywhere('cancel', (place) => {
  testMeeting(place, 'stops what runs by TERM, and what has not started never will', async () => {
    await using on = gate();
    await using rig = await place.rig({
      runs: [{ script: `echo on >${on.path}; sleep 60` }, { script: 'true' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    await rig.start();
    await on.hear();
    await rig.until(({ of }) => of(0).state === 'running');
    await rig.cancel('all');
    const { counts, of } = await rig.rest();
    expect(of(0)).toMatchObject({
      state: 'cancelled',
      exitCode: 143,
      reason: { kind: 'cancelled' },
    });
    // Packs and slots side by side may have been through with the others.
    expect(counts.cancelled + counts.succeeded).toBe(3);
    expect(counts.planned).toBe(0);
  });

  testMeeting(place, 'stops those that are meant', async () => {
    await using on = gate();
    await using other = gate();
    await using rig = await place.rig({
      runs: [
        { script: `echo on >${on.path}; sleep 60` },
        { script: `echo on >${other.path}; read x <${other.path}` },
      ],
      options: { parallel: 2 },
    });
    await rig.start();
    await on.hear();
    await other.hear();
    await rig.until(({ counts }) => counts.running === 2);
    await rig.cancel([0]);
    await rig.until(({ of }) => of(0).state === 'cancelled');
    await other.tell();
    expect((await rig.rest()).counts).toMatchObject({ cancelled: 1, succeeded: 1 });
  });

  testMeeting(place, 'kills what ignores TERM, after the grace', async () => {
    await using on = gate();
    const script = `trap '' TERM; echo on >${on.path}; while :; do sleep 0.1; done`;
    const grace = { grace: 0.5 };
    await using rig = await place.rig({ runs: [{ script }], options: grace, context: grace });
    await rig.start();
    await on.hear();
    await rig.until(({ of }) => of(0).state === 'running');
    await rig.cancel('all');
    expect((await rig.rest()).of(0)).toMatchObject({ state: 'cancelled', exitCode: 137 });
  });

  test('of a sweep that nobody started: nothing of it will start', async () => {
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script: 'true' }] });
    await rig.cancel('all');
    expect((await rig.run()).counts).toMatchObject({ cancelled: 2, succeeded: 0 });
  });

  testMeeting(
    place,
    'does not change that a run succeeded though it was asked to stop',
    async () => {
      await using on = gate();
      const script = `trap 'exit 0' TERM; echo on >${on.path}; sleep 60 & wait`;
      await using rig = await place.rig({ runs: [{ script }] });
      await rig.start();
      await on.hear();
      await rig.until(({ of }) => of(0).state === 'running');
      await rig.cancel('all');
      expect((await rig.rest()).of(0)).toMatchObject({
        state: 'succeeded',
        reason: { kind: 'cancelled' },
      });
    },
  );
});

/** Fails at its first attempt. */
const failsFirst = { script: '[ "$MRUNNER_ATTEMPT" != 1 ]' };

everywhere('a wish to try again', (place) => {
  test('gives another attempt to what failed, and to nothing else', async () => {
    await using rig = await place.rig({ runs: [failsFirst, failsFirst, { script: 'true' }] });
    await rig.run();
    const wished = await rig.retry([0, 2]);
    expect(wished).toMatchObject({
      wanted: [{ run: 0, attempt: 2 }],
      leftOut: [{ status: { index: 2, state: 'succeeded' }, lives: false }],
    });
    const { counts, of } = await rig.rest();
    expect(counts).toMatchObject({ succeeded: 2, failed: 1 });
    expect(of(0)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(of(0).wanted).toBe(undefined);
  });

  test('takes back that a run was cancelled before it started', async () => {
    await using rig = await place.rig({ runs: [{ script: 'true' }, { script: 'true' }] });
    await rig.cancel('all');
    await rig.retry([1]);
    expect((await rig.rest()).counts).toMatchObject({ succeeded: 1, cancelled: 1 });
  });

  testWhere(
    place,
    'earlierFiles',
    'is possible after a cancel, in the same directory',
    async () => {
      await using on = gate();
      const script = `[ "$MRUNNER_ATTEMPT" = 2 ] && exec cat "$RESOURCE_DIR_PATH/kept"; echo saved >"$RESOURCE_DIR_PATH/kept"; echo on >${on.path}; sleep 60`;
      await using rig = await place.rig({ runs: [{ script }] });
      await rig.start();
      await on.hear();
      await rig.until(({ of }) => of(0).state === 'running');
      await rig.cancel('all');
      await rig.rest();
      await rig.retry([0]);
      expect((await rig.rest()).of(0)).toMatchObject({ state: 'succeeded', attempt: 2 });
      expect(rig.read(0, 'log.2')).toBe('saved\n');
    },
  );
});
