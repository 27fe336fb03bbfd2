import {
  listSweeps,
  nodeHost,
  openSweep,
  refreshSweep,
  type Sweep,
  type SweepStatus,
} from '@mrunner/dispatcher';
import { violations } from '../../../dispatcher/test/faults/invariants.ts';
import { type Ledger, makeLedger, type RunCode } from '../../../dispatcher/test/faults/ledger.ts';
import type { Cluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Finished, type Rig } from '../rig/rig.ts';

/** A sweep that `mrun run` submits, whose runs write down themselves what they did. */
export interface FaultsRig extends AsyncDisposable {
  readonly rig: Rig;
  readonly ledger: Ledger;
  /** What `mrun run` said. */
  readonly submitted: Finished;
  readonly mrun: (...words: readonly string[]) => Promise<Finished>;
  /** Of the one sweep of the project. */
  readonly sweep: () => Sweep;
  /** Asks the scheduler; answers why nothing newer is known. */
  readonly look: () => Promise<string | undefined>;
  readonly status: () => SweepStatus;
  /** Waits until attempts have begun, by what they wrote themselves. */
  readonly begun: (count: number) => Promise<void>;
  /** Waits, looking, until the status is so. */
  readonly until: (isSo: (status: SweepStatus) => boolean, what: string) => Promise<void>;
  /** Waits until nothing of it may live any more, by what mrun says. */
  readonly over: () => Promise<SweepStatus>;
  /** In which ways what is claimed differs from what the runs wrote. */
  readonly violations: () => readonly string[];
}

export interface FaultsOptions {
  /** Each lives for some seconds, or until a name is released, and exits with a code. */
  readonly runs: readonly (readonly [life: number | string, code: RunCode])[];
  /** Of the context, over those that make it quick. */
  readonly context?: { readonly [key: string]: unknown };
  /** Words of `mrun run`. */
  readonly words?: readonly string[];
  /** Variables of mrun, over those of the cluster. */
  readonly env?: { readonly [name: string]: string };
}

/** How long ends without a record, and tasks that are missed, are waited for here. */
const patience = { record: 1500, vanished: 3000 };

const isOver = ({ counts, batches }: SweepStatus): boolean =>
  counts.pending + counts.running === 0 &&
  [...batches.values()].every(({ tasks, mayLive }) =>
    Array.from({ length: tasks }, (_, task) => task).every((task) => !mayLive(task)),
  );

/** Submits a sweep. */
export async function faultsRig(cluster: Cluster, options: FaultsOptions): Promise<FaultsRig> {
  const rig = createRig();
  const ledger = makeLedger();
  const env = { ...cluster.env, PATH: rig.env.PATH ?? '', ...options.env };
  const context = {
    ...{ backend: 'slurm', storage_dir: rig.path('mruns'), time: '10m', mem: '20M', grace: 1 },
    ...options.context,
  };
  const script = ([life, code]: FaultsOptions['runs'][number]) => ledger.run(life, code);
  rig.write({
    'mrunner.yaml': JSON.stringify({ contexts: { hpc: context } }),
    'spec.json': JSON.stringify(options.runs.map((run) => ({ script: script(run), args: 'none' }))),
  });
  const mrun = (...words: readonly string[]): Promise<Finished> => rig.mrun(words, { env });
  const host = { ...nodeHost(), env: { ...rig.env, ...env } };
  const sweep = (): Sweep => {
    const [entry] = [...listSweeps(host)];
    const opened = entry && openSweep(host, entry.home);
    if (!opened?.ok) throw new Error('there is no sweep');
    return opened.value;
  };
  const status = (): SweepStatus => sweep().status();
  const look = async (): Promise<string | undefined> =>
    (await refreshSweep(host, sweep(), { force: true, patience })).trouble;
  const until: FaultsRig['until'] = (isSo, what) =>
    cluster.until(async () => {
      await look();
      return isSo(status());
    }, what);
  const submitted = await mrun(
    'run',
    'spec.json',
    '--context',
    'hpc',
    '-y',
    ...(options.words ?? []),
  );
  if (submitted.code !== 0) throw new Error(submitted.stdout + submitted.stderr);
  return {
    rig,
    ledger,
    submitted,
    mrun,
    sweep,
    look,
    status,
    begun: (count) =>
      cluster.until(
        () => ledger.lines().filter(({ what }) => what === 'start').length >= count,
        `${count} attempts to begin`,
      ),
    until,
    over: async () => {
      await until(isOver, 'all to end');
      return status();
    },
    violations: () => violations(ledger.lines(), status(), options.runs.length),
    [Symbol.asyncDispose]: async () => {
      await cluster.run(['scancel', '--user=root']);
      ledger[Symbol.dispose]();
      await rig[Symbol.asyncDispose]();
    },
  };
}
