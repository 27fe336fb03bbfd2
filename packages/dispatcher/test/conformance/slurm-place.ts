import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workDirectory } from '@mrunner/core';
import { submitSweep } from '../../src/backends/submit-sweep.ts';
import { refreshSweep } from '../../src/slurm/look/refresh-sweep.ts';
import { cancelOnCluster } from '../../src/slurm/steer/cancel-on-cluster.ts';
import type { SweepStatus } from '../../src/sweep-home/sweep-status.ts';
import { makeRig, type RigOptions } from '../rig.ts';
import { type Cluster, startCluster } from '../slurm/cluster.ts';
import { type LoginNode, startLoginNode } from '../slurm/login-node.ts';
import { type TestPlace, withWaiting } from './place-rig.ts';

/** A cluster, and a machine that ssh leads to it from. */
export interface ClusterRoom extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly login: LoginNode | undefined;
}

export async function openCluster(withLogin: boolean): Promise<ClusterRoom> {
  const cluster = await startCluster();
  const login = withLogin ? await startLoginNode(cluster) : undefined;
  return {
    cluster,
    login,
    [Symbol.asyncDispose]: async () => {
      await login?.[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

/** Slurm, with further keys of the context; `bySsh`: as from a laptop. */
export const clusterTestPlace = (
  name: string,
  room: () => ClusterRoom,
  keys: { readonly [key: string]: unknown },
  bySsh = false,
): TestPlace => ({
  name,
  lacks: {},
  rig: (options) => clusterRig(room(), keys, bySsh, options),
});

const pause = 50;

async function clusterRig(
  { cluster, login }: ClusterRoom,
  keys: { readonly [key: string]: unknown },
  bySsh: boolean,
  options: RigOptions,
) {
  const url = bySsh ? { slurm_url: login?.host } : {};
  const rig = await makeRig({
    ...options,
    // Files of this machine are not there.
    ...(bySsh && { project: { 'spec.ts': '', ...options.project } }),
    context: {
      backend: 'slurm',
      resources: { cpu: 1, mem: 100 },
      ...options.context,
      slurm: { ...keys, ...url },
    },
    env: (dir) => ({
      ...(bySsh ? login?.env : cluster.env),
      ...(typeof options.env === 'function' ? options.env(dir) : options.env),
    }),
  });
  const { host, sweep } = rig;
  const path = (index: number, file: string): string =>
    join(workDirectory(sweep.record), sweep.experiment(index)?.directory ?? 'none', file);
  const look = async (): Promise<SweepStatus> => {
    const { trouble } = await refreshSweep(host, sweep, { force: true });
    if (trouble !== undefined) throw new Error(trouble);
    return sweep.status();
  };
  const jobsAreOver = (): Promise<void> => {
    const tokens = new Set(sweep.status().batches.keys());
    return cluster.until(async () =>
      (await cluster.jobs()).every(({ name, state }) => !tokens.has(name) || !isOn.has(state)),
    );
  };
  const placeRig = withWaiting(
    {
      ...rig,
      path,
      read: (index, file) => readFileSync(path(index, file), 'utf8'),
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
        const tokens = [...sweep.status().batches.keys()];
        if (tokens.length > 0) await cluster.run(['scancel', `--name=${tokens.join(',')}`]);
        await jobsAreOver();
        await rig[Symbol.asyncDispose]();
      },
    },
    pause,
  );
  return placeRig;
}

const isOn: ReadonlySet<string> = new Set(['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING']);
