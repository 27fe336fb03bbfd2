import { describe, expect, test, vi } from 'vitest';
import { launchSweep } from '../../src/launch/launch-sweep.ts';
import { makeRig } from '../rig.ts';
import { withFault } from './fault.ts';
import { inParallel } from './in-parallel.ts';
import { violations } from './invariants.ts';
import { makeLedger } from './ledger.ts';

// Many sweeps in one test, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

/** Refuses a launcher's writes from the n-th on; answers what is wrong, and how many were refused. */
async function refuseFrom(from: number, code: string, times: number | null) {
  using ledger = makeLedger();
  await using rig = await makeRig({
    runs: [
      { script: ledger.run(0, 0) },
      { script: ledger.run(0, 'flaky') },
      { script: ledger.run(0, 3) },
    ],
    options: { retries: 1 },
  });
  let refused = 0;
  const count = (): void => void refused++;
  const { host } = withFault(rig.host, { kind: 'refuse', code, on: '', from, times }, count);
  const launched = await launchSweep(host, rig.sweep);
  const wrong: string[] = [];
  if (launched.ok) {
    const { why, text, counts } = await launched.value.done;
    if (why === 'error' && !text) wrong.push('it gave up, and does not say why');
    if (why !== 'error' && counts.planned > 0) wrong.push('runs are left, and it does not say so');
  } else if (!/the disk at|allowed to write/.test(JSON.stringify(launched.problems))) {
    wrong.push(`it says only ${JSON.stringify(launched.problems)}`);
  }
  wrong.push(...violations(ledger.lines(), rig.status(), 3));
  const { counts } = await rig.run({ takes: 'resume' });
  wrong.push(...violations(ledger.lines(), rig.status(), 3));
  if (counts.succeeded + counts.failed < 3) wrong.push(`resumed: ${JSON.stringify(counts)}`);
  return { wrong: wrong.map((what) => `${code} from write ${from}: ${what}`), refused };
}

describe('a launcher whose writes are refused', () => {
  const everyOne = Array.from({ length: 34 }, (_, i) => i + 1);
  // Each waits for room before it gives up its last records.
  const someOfThem = everyOne.filter((n) => n % 4 === 1);
  test.each([
    ['ENOSPC', 'once', everyOne],
    ['EIO', 'once', everyOne],
    ['ENOSPC', 'for ever', someOfThem],
    ['EACCES', 'for ever', someOfThem],
  ] as const)(
    'by %s, %s, from any of them on: it says so, lies about nothing, and can be resumed',
    async (code, times, numbers) => {
      const results = await inParallel(9, numbers, (from) =>
        refuseFrom(from, code, times === 'once' ? 1 : null),
      );
      expect(results.flatMap(({ wrong }) => wrong)).toEqual([]);
      // There are fewer writes than that, and not many fewer.
      expect(results.at(-1)?.refused).toBe(0);
      expect(results.filter(({ refused }) => refused > 0).length).toBeGreaterThan(
        numbers.length / 2,
      );
    },
  );

  test('because the whole sweep was removed: it says which directory is gone', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'cd "$MRUNNER_EXP_DIR_PATH/../.."; rm -rf "$PWD"' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const { why, text } = await rig.run();
    expect({ why, text }).toMatchObject({
      why: 'error',
      text: expect.stringContaining(`expected the directory ${rig.sweep.home}`),
    });
  });
});
