import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@mrunner/core';
import { submitSweep } from '../../src/backends/submit-sweep.ts';
import type { Submission } from '../../src/cluster/submit/submit-events.ts';
import type { SubmitOptions } from '../../src/cluster/submit/submit-options.ts';
import type { Takes } from '../../src/launch/launch-events.ts';
import type { Fault } from '../faults/fault.ts';
import { submitWithFault } from '../faults/faulted-launch.ts';
import { makeRig, type Rig, type RigOptions } from '../rig.ts';
import { until } from '../slurm/until.ts';
import { noted, notesIn, submitted } from '../submitting.ts';
import { type AnyCluster, namedCluster, noFilesInCommon } from './any-cluster.ts';
import { must } from './cluster-objects.ts';
import { hasContainers } from './has-containers.ts';
import type { Job, Pod } from './objects.ts';

/** Whether runs of a cluster can tell tests what they do. */
export const runsPods = hasContainers && noFilesInCommon === undefined;

/** A sweep that mrunner submits to Kubernetes, and what its runs did. */
export interface KubeRig extends AsyncDisposable {
  readonly rig: Rig;
  /** Submits from this process; throws for problems. */
  readonly submit: (options?: SubmitOptions) => Promise<Submission>;
  readonly trySubmit: (options?: SubmitOptions) => Promise<Result<Submission>>;
  /** Submits from a process of its own, on a host with a fault; answers the signal that ended it. */
  readonly submitWith: (fault: Fault, takes?: Takes) => Promise<NodeJS.Signals | null>;
  /** `<index> <attempt>` of each start, in their order. */
  readonly ledger: () => readonly string[];
  /** Makes the file `/ledger/go`, or another one, for runs that wait for it. */
  readonly go: (name?: string) => void;
  /** Waits until all Jobs of the sweep have ended. */
  readonly ended: () => Promise<void>;
}

/** What a test sets of its context, and the keys of Kubernetes alone. */
export interface KubeRigOptions extends RigOptions {
  readonly kubernetes?: { readonly [key: string]: unknown };
}

/** Where runs see the rig's directory. */
const ledgerDirectory = '/ledger';

/** Records a sweep for a cluster whose pods see files of this machine. */
export async function kubeRig(cluster: AnyCluster, options: KubeRigOptions): Promise<KubeRig> {
  if (cluster.directory === undefined) throw new Error('pods see no files of this machine');
  const directory = join(cluster.directory, `ledger-${crypto.randomUUID()}`);
  mkdirSync(directory);
  const rig = await makeRig({
    ...options,
    runs: options.runs.map((run) => noted(run, `${ledgerDirectory}/starts`)),
    env: (dir) => ({
      HOME: dir,
      ...(typeof options.env === 'function' ? options.env(dir) : options.env),
    }),
    options: { parallel: 'auto', ...options.options },
    project: options.project ?? { 'train.txt': 'the project\n' },
    context: {
      backend: 'kubernetes',
      parallel: 'auto',
      storageDir: '/storage',
      code: 'snapshot',
      kubernetes: {
        kubeconfig: cluster.kubeconfig,
        image: 'python:3.12',
        volumes: [{ path: ledgerDirectory, host_path: directory }].map(({ path, host_path }) => ({
          path,
          source: { kind: 'host_path', hostPath: host_path },
          readOnly: false,
        })),
        ...options.kubernetes,
      },
      ...options.context,
    },
  });
  const { host, sweep } = rig;
  const file = join(directory, 'starts');
  const trySubmit = (given: SubmitOptions = {}): Promise<Result<Submission>> =>
    submitSweep(host, sweep, { feeds: true, pace: { room: 200 }, ...given });
  return {
    rig,
    trySubmit,
    submit: (given) => submitted(trySubmit(given)),
    submitWith: async (fault, takes) => (await submitWithFault(rig, fault, takes).ended).signal,
    go: (name = 'go') => writeFileSync(join(directory, name), ''),
    ledger: () => notesIn(file),
    ended: () =>
      until(
        async () => {
          const { batches } = sweep.status();
          return (await cluster.jobs())
            .filter(({ metadata }) => batches.has(metadata.name))
            .every(isOver);
        },
        'the end of all Jobs',
        namedCluster === undefined ? 50 : 250,
      ),
    [Symbol.asyncDispose]: async () => {
      await removeJobs(cluster, sweep.record.id);
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** Ends all pods of a sweep. */
async function removeJobs(cluster: AnyCluster, sweepId: string): Promise<void> {
  const { namespace } = cluster;
  const query = `labelSelector=${encodeURIComponent(`mrunner.dev/sweep=${sweepId}`)}`;
  for (const path of [
    `/apis/batch/v1/namespaces/${namespace}/jobs`,
    `/api/v1/namespaces/${namespace}/pods`,
  ])
    await must(cluster, 'DELETE', `${path}?${query}`, { propagationPolicy: 'Background' });
  const isIts = ({ metadata }: Pod): boolean => metadata.labels?.['mrunner.dev/sweep'] === sweepId;
  await until(async () => !(await cluster.pods()).some(isIts), 'the end of all pods');
}

const isOver = ({ status }: Job): boolean =>
  (status?.conditions ?? []).some(
    ({ type, status: holds }) => holds === 'True' && (type === 'Complete' || type === 'Failed'),
  );
