import { describe, expect, test } from 'vitest';
import { makeRig, meeting, type TestRun } from './rig.ts';

/** Members of one composite, in order. */
const composite = (
  first: number,
  scripts: readonly string[],
  onFailure: 'stop' | 'continue' = 'stop',
): TestRun[] =>
  scripts.map((script, i) => ({
    script,
    composite: { name: 'pair', member: `m${i}`, first, size: scripts.length, onFailure },
  }));

describe('members of a composite', () => {
  test('start together, when slots for all are free', async () => {
    await using rig = await makeRig({
      runs: [
        { script: 'true' },
        ...composite(1, ['echo $MRUNNER_COMPOSITE_ID', 'true']),
        { script: 'true' },
      ],
    });
    expect((await rig.run()).counts.succeeded).toBe(4);
    const order = rig.events.map((event) =>
      'run' in event ? `${event.type} ${event.run.index}` : '',
    );
    // The single run before them has a slot; they wait until both are free.
    expect(order.slice(0, 4)).toEqual(['started 0', 'ended 0', 'started 1', 'started 2']);
    expect(rig.read(1, 'log.1')).toBe(`${rig.sweep.record.id}/1\n`);
    expect(rig.path(1, 'x')).toMatch(/runs\/1-pair\/m0\/x$/);
  });

  test('can meet each other in their directory', async () => {
    const pipe = '"$MRUNNER_COMPOSITE_DIR/pipe"';
    const scripts = [`mkfifo ${pipe} 2>&-; echo hi >${pipe}`, `mkfifo ${pipe} 2>&-; cat ${pipe}`];
    await using rig = await makeRig({ runs: composite(0, scripts) });
    expect((await rig.run()).counts.succeeded).toBe(2);
    expect(rig.read(1, 'log.1')).toBe('hi\n');
  });

  test('more of them than slots start all at once, when all slots are free', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-composite`);
    await using _ = gate;
    const meet = [`cat ${gate.path}`, 'true', `echo all >${gate.path}`];
    await using rig = await makeRig({ runs: composite(0, meet), options: { parallel: 2 } });
    expect((await rig.run()).counts.succeeded).toBe(3);
  });

  test('one that fails stops the others', async () => {
    await using rig = await makeRig({ runs: composite(0, ['sleep 60', 'exit 3']) });
    expect((await rig.run()).counts).toMatchObject({ failed: 1, cancelled: 1 });
    expect(rig.status().of(0)).toMatchObject({
      state: 'cancelled',
      reason: { kind: 'cancelled', text: 'another member of its composite failed' },
    });
  });

  test('one that fails leaves the others alone with onFailure: continue', async () => {
    await using rig = await makeRig({ runs: composite(0, ['sleep 0.1', 'exit 3'], 'continue') });
    expect((await rig.run()).counts).toMatchObject({ failed: 1, succeeded: 1 });
  });

  test('one that is tried again stops nobody until it fails for good', async () => {
    const twice = '[ "$MRUNNER_ATTEMPT" = 2 ]';
    await using rig = await makeRig({
      runs: composite(0, ['sleep 0.2', twice]),
      options: { retries: 1 },
    });
    expect((await rig.run()).counts).toMatchObject({ succeeded: 2 });
  });
});
