import { type ChaosRun, chaosRuns } from '../chaos-plan.ts';
import { type Random, randomFrom } from '../random.ts';

/** What is done to a sweep on a cluster, or to the cluster. */
export interface SlurmDisturbance {
  readonly what: (typeof disturbances)[number];
  /** Milliseconds to wait before. */
  readonly after: number;
  /** Milliseconds that it lasts, where it is taken back. */
  readonly lasts: number;
  /** In [0, 1): chooses among what there is then. */
  readonly chance: number;
}

/** Of a node. */
const cpus = 4;

const everywhere = [
  ...['kill mrun', 'kill slurmd', 'crash node', 'node down', 'drain node'],
  ...['kill slurmctld', 'restart slurmctld', 'freeze slurmctld'],
  ...['scancel task', 'scancel array', 'scancel pending', 'requeue', 'requeue', 'requeuehold'],
  ...['hold', 'suspend', 'preempt', 'preempt', 'kill worker', 'kill run'],
  ...['cancel', 'pause', 'resume', 'retry', 'update', 'sbatch lies', 'squeue lies'],
] as const;
const bySsh = ['kill ssh master', 'cut link', 'freeze link', 'expire login'] as const;
const disturbances = [...everywhere, ...bySsh] as const;

/** All that follows from a seed. */
export interface SlurmPlan {
  readonly seed: number;
  readonly runs: readonly ChaosRun[];
  readonly spec: readonly unknown[];
  /** Tasks that runs share; absent: each has one of its own. */
  readonly pack?: number;
  readonly parallel: number | undefined;
  readonly retries: number;
  readonly ssh: boolean;
  readonly accounting: boolean;
  /** Milliseconds after which the very first `mrun` is killed, wherever it is then. */
  readonly firstKill?: number;
  readonly disturbances: readonly SlurmDisturbance[];
}

/** `wordsOf` gives the command of a run. */
export function slurmPlan(
  seed: number,
  count: number,
  wordsOf: (run: ChaosRun) => readonly string[],
): SlurmPlan {
  const random = randomFrom(seed);
  const ssh = random.next() < 0.4;
  const { runs } = chaosRuns(random, count, wordsOf);
  const pack = random.next() < 0.5 ? random.whole(1, 4) : undefined;
  const slow = runs.map((run) => ({ ...run, life: run.life * 10 }));
  return {
    seed,
    runs: slow,
    spec: slow.map((run) => ({ name: 'chaos', script: wordsOf(run), args: 'none' })),
    ...(pack !== undefined && { pack }),
    // Those that share a task must fit on one node.
    parallel:
      random.next() < 0.5 ? random.whole(3, Math.min(12, cpus * (pack ?? cpus))) : undefined,
    retries: random.whole(0, 2),
    ssh,
    accounting: random.next() < 0.25,
    ...(random.next() < 0.3 && { firstKill: random.whole(200, 1500) }),
    disturbances: Array.from({ length: random.whole(3, 6) }, () => oneOf(random, ssh)),
  };
}

function oneOf(random: Random, ssh: boolean): SlurmDisturbance {
  const known: readonly SlurmDisturbance['what'][] = ssh ? [...everywhere, ...bySsh] : everywhere;
  return {
    what: random.pick(known as [SlurmDisturbance['what']]),
    after: random.whole(0, 4000),
    lasts: random.whole(500, 7000),
    chance: random.next(),
  };
}
