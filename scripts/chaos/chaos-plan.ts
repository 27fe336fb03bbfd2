import type { RunCode } from '../../packages/dispatcher/test/faults/ledger.ts';
import { type Random, randomFrom } from './random.ts';

/** How one run of a chaotic sweep goes, when nobody disturbs it. */
export interface ChaosRun {
  /** Seconds. */
  readonly life: number;
  readonly code: RunCode;
}

/** What is done to a sweep. */
export interface Disturbance {
  readonly what: (typeof disturbances)[number];
  /** Milliseconds to wait before, while a launcher is at work. */
  readonly after: number;
  /** In [0, 1): chooses among what there is then. */
  readonly chance: number;
  /** Slots, where it is about these. */
  readonly parallel: number;
  /** How a launcher is brought back before it, when there is none. */
  readonly detach: boolean;
}

const disturbances = [
  ...['kill launcher', 'kill launcher', 'kill everything', 'kill everything'],
  ...['kill workers', 'kill one worker', 'kill one run', 'kill some runs'],
  ...['terminate launcher', 'hang up launcher', 'cancel', 'pause', 'update', 'retry', 'resume'],
] as const;

/** All that follows from a seed. */
export interface ChaosPlan {
  readonly seed: number;
  /** By index. */
  readonly runs: readonly ChaosRun[];
  /** What `spec.json` gives: experiments, and composites of them. */
  readonly spec: readonly unknown[];
  readonly parallel: number;
  readonly detach: boolean;
  /** Milliseconds after which the very first launcher is killed, wherever it is then. */
  readonly firstKill?: number;
  readonly disturbances: readonly Disturbance[];
}

/** `wordsOf` gives the command of a run. */
export function chaosPlan(
  seed: number,
  count: number,
  wordsOf: (run: ChaosRun) => readonly string[],
): ChaosPlan {
  const random = randomFrom(seed);
  return {
    seed,
    ...chaosRuns(random, count, wordsOf),
    parallel: random.whole(2, 6),
    detach: random.next() < 0.3,
    ...(random.next() < 0.2 && { firstKill: random.whole(60, 500) }),
    disturbances: Array.from({ length: random.whole(3, 6) }, () => randomDisturbance(random)),
  };
}

/** What runs a sweep has, and the spec that gives them. */
export function chaosRuns(
  random: Random,
  count: number,
  wordsOf: (run: ChaosRun) => readonly string[],
): Pick<ChaosPlan, 'runs' | 'spec'> {
  const runs = Array.from({ length: count }, () => randomRun(random));
  const spec: unknown[] = [];
  for (let index = 0; index < count; ) {
    const size = Math.min(random.next() < 0.04 ? random.whole(2, 3) : 1, count - index);
    const members = runs.slice(index, index + size).map((run) => experiment(wordsOf(run)));
    spec.push(size === 1 ? members[0] : { composite: members, onFailure: 'continue' });
    index += size;
  }
  return { runs, spec };
}

const experiment = (script: readonly string[]) => ({ name: 'chaos', script, args: 'none' });

function randomRun(random: Random): ChaosRun {
  const life = random.next();
  const code = random.next();
  return {
    life: life < 0.5 ? 0 : life < 0.85 ? 0.03 : life < 0.97 ? 0.15 : 0.6,
    code: code < 0.72 ? 0 : code < 0.85 ? 3 : code < 0.95 ? 'flaky' : 'saved',
  };
}

const randomDisturbance = (random: Random): Disturbance => ({
  what: random.pick(disturbances as unknown as readonly [Disturbance['what']]),
  after: random.whole(0, 900),
  chance: random.next(),
  parallel: random.whole(1, 8),
  detach: random.next() < 0.3,
});
