import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workDirectory } from '@mrunner/core';
import { cancelOnCluster } from '../../src/backends/cancel-on-cluster.ts';
import { refreshSweep } from '../../src/backends/refresh-sweep.ts';
import { submitSweep } from '../../src/backends/submit-sweep.ts';
import type { SweepStatus } from '../../src/sweep-home/sweep-status.ts';
import { type AnyCluster, noFilesInCommon } from '../kubernetes/any-cluster.ts';
import type { Job } from '../kubernetes/objects.ts';
import { makeRig, type RigOptions } from '../rig.ts';
import { meetings } from './meetings.ts';
import { type Lacks, type TestPlace, withWaiting } from './place-rig.ts';

export interface KubernetesPlace {
  readonly pack?: number;
  /** Runs keep their files on a volume claim, which mrunner makes. */
  readonly hasVolume: boolean;
}

/** Jobs of a cluster, with or without a volume claim. */
export const kubernetesTestPlace = (
  name: string,
  cluster: () => AnyCluster,
  place: KubernetesPlace,
): TestPlace => ({
  name,
  lacks: { ...(!place.hasVolume && withoutVolume), ...(noFilesInCommon && otherMachines) },
  rig: (options) => kubernetesRig(cluster(), place, options),
});

/** What docs/kubernetes.md says of contexts without `pvc`. */
export const withoutVolume: Lacks = {
  files: '`result.json` and the newest 4 MiB of `metrics.jsonl` only',
  earlierFiles: 'the next attempt finds the files of the one before',
  claims: 'Kubernetes itself says that it may start a pod twice',
  sharedDirectory: 'with a `pvc` they share `MRUNNER_COMPOSITE_DIR`',
};

/** What can not be seen of pods on nodes that are other machines. */
const otherMachines: Lacks = Object.fromEntries(
  (['files', 'earlierFiles', 'claims', 'meetings'] as const).map((each) => [each, noFilesInCommon]),
);

const pause = 50;

async function kubernetesRig(
  cluster: AnyCluster,
  { pack, hasVolume }: KubernetesPlace,
  options: RigOptions,
) {
  const rig = await makeRig({
    ...options,
    // Files of this machine are not there.
    project: { 'spec.ts': '', ...options.project },
    context: {
      backend: 'kubernetes',
      // Claims are directories of this machine: runs and tests know their files by the same paths.
      storageDir: (hasVolume && cluster.claimPath('mrunner')) || '/work',
      code: 'snapshot',
      ...options.context,
      kubernetes: {
        kubeconfig: cluster.kubeconfig,
        image: 'python:3.12',
        ...(hasVolume && { default_pvc_size: '1Gi' }),
        ...(pack !== undefined && { pack }),
        volumes: noFilesInCommon === undefined ? [meetingVolume()] : [],
      },
    },
  });
  const { host, sweep } = rig;
  const directory = (index: number): string => sweep.experiment(index)?.directory ?? 'none';
  const path = (index: number, file: string): string =>
    join(workDirectory(sweep.record), directory(index), file);
  const look = async (): Promise<SweepStatus> => {
    const { trouble } = await refreshSweep(host, sweep, { force: true });
    if (trouble !== undefined) throw new Error(trouble);
    return sweep.status();
  };
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, pause));
  };
  const jobsAreOver = (): Promise<void> =>
    until(async () => {
      const jobs = await cluster.jobs();
      const { batches } = sweep.status();
      return jobs.filter(({ metadata }) => batches.has(metadata.name)).every(isOver);
    });
  const placeRig = withWaiting(
    {
      ...rig,
      path,
      read: (index, file) => {
        const home = join(sweep.home, directory(index), file);
        return readFileSync(existsSync(home) ? home : path(index, file), 'utf8');
      },
      start: async (given) => {
        const submitted = await submitSweep(host, sweep, { ...given, feeds: true });
        if (!submitted.ok) throw new Error(JSON.stringify(submitted.problems));
      },
      look,
      rest: async () => {
        await jobsAreOver();
        return placeRig.until(({ counts }) => counts.pending + counts.running === 0);
      },
      cancel: async (runs) => {
        await cancelOnCluster(host, sweep, runs);
      },
      [Symbol.asyncDispose]: async () => {
        await cluster.ask(
          'DELETE',
          `/apis/batch/v1/namespaces/${cluster.namespace}/jobs?labelSelector=mrunner.dev/sweep=${sweep.record.id}`,
          { propagationPolicy: 'Background' },
        );
        await until(async () =>
          (await cluster.pods()).every(
            ({ metadata }) => metadata.labels?.['mrunner.dev/sweep'] !== sweep.record.id,
          ),
        );
        await rig[Symbol.asyncDispose]();
      },
    },
    pause,
  );
  return placeRig;
}

const meetingVolume = () => ({
  path: meetings(),
  source: { kind: 'host_path', hostPath: meetings() },
  readOnly: false,
});

const isOver = ({ status }: Job): boolean =>
  (status?.conditions ?? []).some(
    ({ type, status: holds }) => holds === 'True' && (type === 'Complete' || type === 'Failed'),
  );
