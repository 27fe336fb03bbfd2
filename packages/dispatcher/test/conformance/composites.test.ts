import { expect, test } from 'vitest';
import type { TestRun } from '../rig.ts';
import { everywhere } from './everywhere.ts';
import { testWhere } from './test-where.ts';

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

everywhere('members of a composite', (place) => {
  testWhere(
    place,
    'sharedDirectory',
    'share an id and a directory, in which they can meet',
    async () => {
      const pipe = '"$MRUNNER_COMPOSITE_DIR/pipe"';
      const scripts = [
        `mkfifo ${pipe} 2>&-; echo "$MRUNNER_COMPOSITE_ID" >${pipe}`,
        `mkfifo ${pipe} 2>&-; cat ${pipe}; echo "$MRUNNER_COMPOSITE_MEMBER"`,
      ];
      await using rig = await place.rig({ runs: [{ script: 'true' }, ...composite(1, scripts)] });
      expect((await rig.run()).counts.succeeded).toBe(3);
      expect(rig.read(2, 'log.1')).toBe(`${rig.sweep.record.id}/1\nm1\n`);
      expect(rig.path(1, 'x')).toMatch(/runs\/1-pair\/m0\/x$/);
    },
  );

  testWhere(place, 'sharedDirectory', 'one that fails stops the others', async () => {
    const on = '"$MRUNNER_COMPOSITE_DIR/on"';
    const scripts = [`touch ${on}; sleep 60`, `until [ -e ${on} ]; do sleep 0.1; done; exit 3`];
    await using rig = await place.rig({ runs: composite(0, scripts) });
    const { counts, of } = await rig.run();
    expect(counts).toMatchObject({ failed: 1, cancelled: 1 });
    expect(of(0)).toMatchObject({
      state: 'cancelled',
      reason: { kind: 'cancelled', text: 'another member of its composite failed' },
    });
  });

  test('one that fails leaves the others alone with onFailure: continue', async () => {
    const scripts = ['sleep 0.3', 'exit 3'];
    await using rig = await place.rig({ runs: composite(0, scripts, 'continue') });
    expect((await rig.run()).counts).toMatchObject({ failed: 1, succeeded: 1 });
  });

  test('one that is tried again stops nobody until it fails for good', async () => {
    const runs = composite(0, ['sleep 0.5', '[ "$MRUNNER_ATTEMPT" = 2 ]']);
    await using rig = await place.rig({ runs, options: { retries: 1 } });
    expect((await rig.run()).counts).toMatchObject({ succeeded: 2 });
  });
});
