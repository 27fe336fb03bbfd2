import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@mrunner/core';
import type { Submission, SubmitPace } from '../../src/cluster/submit/submit-events.ts';
import type { Takes } from '../../src/launch/launch-events.ts';
import { type SlurmSubmitOptions, submitToSlurm } from '../../src/slurm/submit/submit-sweep.ts';
import type { Fault } from '../faults/fault.ts';
import { makeRig, type Rig, type RigOptions, type TestRun } from '../rig.ts';
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
  readonly submitWith: (fault: Fault, takes?: Takes) => Submitting;
  /** `<index> <attempt>` of each start, in their order. */
  readonly ledger: () => readonly string[];
  /** Waits until all of it has ended, and nothing of it is with the scheduler any more. */
  readonly ended: () => Promise<void>;
}

/** A submission by another process. */
export interface Submitting {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<SubmittedElsewhere>;
}

export interface SubmittedElsewhere {
  readonly signal: NodeJS.Signals | null;
  readonly effects: readonly { readonly verb: string; readonly on: string }[];
  readonly outcome?: Result<Submission>;
}

/** What a run does besides: it notes that it was started. */
const noted = (run: TestRun, ledger: string): TestRun =>
  typeof run.script === 'string'
    ? {
        ...run,
        script: `echo "$MRUNNER_RUN_INDEX $MRUNNER_ATTEMPT" >>${ledger}; ${run.script}`,
      }
    : run;

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
    submit: async (given) => {
      const submitted = await trySubmit(given);
      if (!submitted.ok) throw new Error(JSON.stringify(submitted.problems));
      return submitted.value;
    },
    submitWith: (fault, takes = 'planned') => submitElsewhere(rig, fault, takes),
    ledger: () => (existsSync(ledger) ? readFileSync(ledger, 'utf8').trimEnd().split('\n') : []),
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

function submitElsewhere({ sweep, host }: Rig, fault: Fault, takes: Takes): Submitting {
  const program = join(import.meta.dirname, '../fixtures/faulted-submit.ts');
  const words = [sweep.home, JSON.stringify(fault), takes, JSON.stringify(quickPace)];
  const child = spawn(process.execPath, ['--conditions=@mrunner/source', program, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...host.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([, signal]): SubmittedElsewhere => {
    return { signal, effects: [], ...(said !== '' && JSON.parse(said)) };
  });
  return { pid: child.pid ?? 0, kill: (signal) => void child.kill(signal), ended };
}
