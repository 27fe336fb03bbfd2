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

  test('more of them than slots start all at once, when all slots are free', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-composite`);
    await using _ = gate;
    const meet = [`cat ${gate.path}`, 'true', `echo all >${gate.path}`];
    await using rig = await makeRig({ runs: composite(0, meet), options: { parallel: 2 } });
    expect((await rig.run()).counts.succeeded).toBe(3);
  });
});
