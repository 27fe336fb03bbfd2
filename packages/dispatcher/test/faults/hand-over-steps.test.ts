import { describe, expect, test } from 'vitest';
import { wishRetry } from '../../src/wishes/wish-retry.ts';
import { makeRig, type Rig } from '../rig.ts';
import { withFault } from './fault.ts';
import { launchWithFault } from './faulted-launch.ts';
import { inParallel } from './in-parallel.ts';
import { violations } from './invariants.ts';
import { type Ledger, makeLedger } from './ledger.ts';

const numbersTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => i + 1);

/** Milliseconds: there are many steps, and the machine may have other things to do. */
const timeout = 300_000;

describe('retry', () => {
  const all = { runs: [0, 1, 2], failedOnly: true };
  const isWanted = (rig: Rig): readonly boolean[] =>
    all.runs.map((run) => rig.status().of(run).wanted === true);

  /** A sweep of three runs that have failed once; all but the last succeed the second time. */
  const failedSweep = async (ledger: Ledger): Promise<Rig> => {
    const rig = await makeRig({
      runs: [
        { script: ledger.run(0.05, 'flaky') },
        { script: ledger.run(0, 'saved') },
        { script: ledger.run(0, 3) },
      ],
    });
    expect((await rig.run()).counts.failed).toBe(3);
    return rig;
  };

  /** What must be so when all three were tried exactly once more. */
  const wrongAfter = (ledger: Ledger, rig: Rig): readonly string[] => {
    const status = rig.status();
    const ends = all.runs.map((run) => `${status.of(run).attempt} ${status.of(run).exitCode}`);
    const starts = ledger.lines().filter((line) => line.what === 'start').length;
    return [
      ...violations(ledger.lines(), status, 3),
      ...(ends.join() === '2 0,2 0,2 3' ? [] : [`attempts and exit codes are ${ends}`]),
      ...(starts === 6 ? [] : [`${starts} starts`]),
    ];
  };

  test('SIGKILL at any step of wishing it: all of it is wished, or nothing', async () => {
    for (let at = 1; ; at++) {
      using ledger = makeLedger();
      await using rig = await failedSweep(ledger);
      let isKilled = false;
      const { host } = withFault(rig.host, { kind: 'kill', at }, () => {
        isKilled = true;
        throw new Error('killed');
      });
      try {
        wishRetry(host, rig.sweep, all);
      } catch (error) {
        if (!isKilled) throw error;
      }
      expect(new Set(isWanted(rig)).size).toBe(1);
      wishRetry(rig.host, rig.sweep, all);
      expect(isWanted(rig)).toEqual([true, true, true]);
      await rig.run({ takes: 'wanted' });
      expect(wrongAfter(ledger, rig)).toEqual([]);
      if (!isKilled) {
        expect(at).toBeGreaterThan(3);
        return;
      }
    }
  });

  test('SIGKILL of its launcher at any other step: resume does what is left of it, once', {
    timeout,
  }, async () => {
    const killed = await inParallel(3, numbersTo(19), async (half) => {
      const at = 2 * half;
      using ledger = makeLedger();
      await using rig = await failedSweep(ledger);
      wishRetry(rig.host, rig.sweep, all);
      const { signal } = await launchWithFault(rig, { kind: 'kill', at }, 'wanted').ended;
      await rig.run({ takes: 'resume' });
      expect(wrongAfter(ledger, rig), `killed at ${at}`).toEqual([]);
      return signal !== null;
    });
    expect(killed.filter(Boolean).length).toBeGreaterThan(14);
  });
});

describe('a launcher that hands over', () => {
  const handedOver = (ledger: Ledger): Promise<Rig> =>
    makeRig({
      runs: [
        { script: ledger.run(0.3, 0) },
        { script: ledger.run(0, 0) },
        { script: ledger.run(0.1, 3) },
        { script: ledger.run(0, 0) },
      ],
    });
  const goOn = async (rig: Rig, ledger: Ledger): Promise<void> => {
    const { counts } = await rig.run({ takes: 'resume' });
    expect(counts).toMatchObject({ succeeded: 3, failed: 1 });
    expect(rig.status().counts).toEqual(counts);
    expect(violations(ledger.lines(), rig.status(), 4)).toEqual([]);
    expect(ledger.lines().filter((line) => line.what === 'start')).toHaveLength(4);
  };

  test('leaves its runs alone, and the next one adopts them', async () => {
    using ledger = makeLedger();
    await using rig = await handedOver(ledger);
    const { outcome } = await launchWithFault(rig, { kind: 'none' }, 'leave').ended;
    expect(outcome).toMatchObject({ why: 'detached' });
    await goOn(rig, ledger);
  });

  test('and is killed at any step of it: the same', { timeout }, async () => {
    using counted = makeLedger();
    await using first = await handedOver(counted);
    const { effects } = await launchWithFault(first, { kind: 'none' }, 'leave').ended;
    await goOn(first, counted);
    const end = effects.length;
    await inParallel(3, numbersTo(12), async (back) => {
      using ledger = makeLedger();
      await using rig = await handedOver(ledger);
      const fault = { kind: 'kill', at: end + 1 - back } as const;
      await launchWithFault(rig, fault, 'leave').ended;
      await goOn(rig, ledger);
    });
  });
});
