import { join } from 'node:path';
import type { Result } from '@mrunner/core';
import type { Submission, SubmitPace } from '../../src/cluster/submit/submit-events.ts';
import type { Takes } from '../../src/launch/launch-events.ts';
import { type SlurmSubmitOptions, submitToSlurm } from '../../src/slurm/submit/submit-sweep.ts';
import type { Fault } from '../faults/fault.ts';
import { type FaultedLaunch, submitWithFault } from '../faults/faulted-launch.ts';
import { makeRig, type Rig, type RigOptions, type TestRun } from '../rig.ts';
import { noted, notesIn, submitted } from '../submitting.ts';
import type { Cluster } from './cluster.ts';

/** Lookups and looks for room without the patience that real clusters need. */
export const quickPace: SubmitPace = { sbatch: 2000, patience: 1500, lookup: 100, room: 200 };

/** A sweep that mrunner submits to a cluster, and what its runs did. */
export interface SubmitRig extends AsyncDisposable {
  readonly rig: Rig;
  /** Submits from this process; throws for problems. */
  readonly submit: (options?: SlurmSubmitOptions) => Promise<Submission>;
  readonly trySubmit: (options?: SlurmSubmitOptions) => Promise<Result<Submission>>;
  /** Submits from a process of its own, on a host with a fault. */
  readonly submitWith: (fault: Fault, takes?: Takes) => FaultedLaunch<Result<Submission>>;
  /** `<index> <attempt>` of each start, in their order. */
  readonly ledger: () => readonly string[];
  /** Waits until all of it has ended, and nothing of it is with the scheduler any more. */
  readonly ended: () => Promise<void>;
}

/** Runs that note that they were started, and end. */
export const runsThat = (count: number, script = ':'): readonly TestRun[] =>
  Array.from({ length: count }, () => ({ script }));

/** Records a sweep for a cluster on this machine. */
export async function submitRig(
  cluster: Cluster,
  options: RigOptions,
  env: { readonly [name: string]: string } = {},
): Promise<SubmitRig> {
  const rig = await makeRig({
    ...options,
    runs: options.runs.map((run) => noted(run, '"$LEDGER"')),
    setup: (dir) => ({
      ...(typeof options.setup === 'function' ? options.setup(dir) : options.setup),
      env: { LEDGER: join(dir, 'ledger'), ...(options.setup as { env?: object })?.env },
    }),
    env: (dir) => ({
      ...cluster.env,
      HOME: dir,
      ...(typeof options.env === 'function' ? options.env(dir) : options.env),
      ...env,
    }),
    options: { parallel: 'auto', ...options.options },
    context: {
      backend: 'slurm',
      parallel: 'auto',
      resources: { mem: 20, time: 600 },
      ...options.context,
    },
  });
  const { host, sweep } = rig;
  const ledger = join(rig.dir, 'ledger');
  const trySubmit = (given: SlurmSubmitOptions = {}): Promise<Result<Submission>> =>
    submitToSlurm(host, sweep, { feeds: true, pace: quickPace, ...given });
  const mine = async () =>
    (await cluster.jobs()).filter(({ name }) => sweep.status().batches.has(name));
  return {
    rig,
    trySubmit,
    submit: (given) => submitted(trySubmit(given)),
    submitWith: (fault, takes) => submitWithFault(rig, fault, takes, quickPace),
    ledger: () => notesIn(ledger),
    ended: () =>
      cluster.until(
        async () => (await mine()).every(({ state }) => !livingStates.includes(state)),
        'all tasks of the sweep to end',
      ),
    [Symbol.asyncDispose]: async () => {
      try {
        const ids = [...new Set((await mine()).map(({ array }) => array))];
        if (ids.length > 0) await cluster.run(['scancel', ...ids]);
        await cluster.until(
          async () => (await mine()).every(({ state }) => !livingStates.includes(state)),
          'all tasks of the sweep to end',
        );
      } finally {
        await rig[Symbol.asyncDispose]();
      }
    },
  };
}

const livingStates = ['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING', 'REQUEUED'];
