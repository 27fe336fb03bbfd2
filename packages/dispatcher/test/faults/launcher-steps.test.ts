import { expect, test } from 'vitest';
import { makeRig, type Rig } from '../rig.ts';
import { endProcesses } from './end-processes.ts';
import { launchWithFault } from './faulted-launch.ts';
import { inParallel } from './in-parallel.ts';
import { violations } from './invariants.ts';
import { type Ledger, makeLedger } from './ledger.ts';

const makeSweep = (ledger: Ledger): Promise<Rig> =>
  makeRig({
    runs: [
      { script: ledger.run(0.05, 0) },
      { script: ledger.run(0, 'flaky') },
      { script: ledger.run(0.05, 3) },
    ],
    options: { retries: 1 },
  });

/** How many effects the launch of such a sweep has. */
async function countEffects(): Promise<number> {
  using ledger = makeLedger();
  await using rig = await makeSweep(ledger);
  const { effects, outcome } = await launchWithFault(rig, { kind: 'none' }).ended;
  expect(outcome).toMatchObject({ why: 'finished', counts: { succeeded: 2, failed: 1 } });
  expect(violations(ledger.lines(), rig.status(), 3)).toEqual([]);
  return effects.length;
}

/** Kills a launcher before its effect of a number, then resumes; answers what is wrong, and whether it was killed. */
async function killAndResume(at: number, dies: 'launcher' | 'everything') {
  using ledger = makeLedger();
  await using rig = await makeSweep(ledger);
  const { signal } = await launchWithFault(rig, { kind: 'kill', at }).ended;
  if (dies === 'everything') await endProcesses(rig);
  const { why, counts } = await rig.run({ takes: 'resume' });
  const status = rig.status();
  const wrong = [...violations(ledger.lines(), status, 3)];
  if (why !== 'finished') wrong.push(`the resumed launch ended: ${why}`);
  if (JSON.stringify(counts) !== JSON.stringify(status.counts)) {
    wrong.push(`counts ${JSON.stringify(counts)} are told, and ${JSON.stringify(status.counts)}`);
  }
  // The second one fails at first; whoever died before it noted that it tries again did not promise to.
  const ends = [0, 1, 2].map((run) => `${status.of(run).state} ${status.of(run).exitCode}`);
  const isRight = /^succeeded 0,(succeeded 0|failed 1),failed 3$/.test(ends.join());
  if (!isRight) wrong.push(`it ends ${ends}`);
  return { wrong: wrong.map((what) => `killed at ${at}: ${what}`), killed: signal === 'SIGKILL' };
}

test.each([
  ['the launcher at every step', 1],
  ['everything at every other step', 2],
] as const)(
  'SIGKILL of %s of a launch: resume completes the sweep, each attempt started once',
  { timeout: 300_000 },
  async (_, apart) => {
    const steps = await countEffects();
    expect(steps).toBeGreaterThan(40);
    const numbers = Array.from({ length: steps / apart }, (_, i) => apart * i + 1);
    const results = await inParallel(3, numbers, (at) =>
      killAndResume(at, apart === 1 ? 'launcher' : 'everything'),
    );
    expect(results.flatMap(({ wrong }) => wrong)).toEqual([]);
    // The number of the last steps depends on what coincides.
    expect(results.filter(({ killed }) => killed).length).toBeGreaterThan(numbers.length - 8);
  },
);
