import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Keeper, startKeeper } from '../slurm/keeper.ts';
import { ApiClient, readKubeconfig } from './agent/api-client.ts';
import { NodeAgent } from './agent/node-agent.ts';
import type { AnyCluster } from './any-cluster.ts';
import { binaryDirectory, hasControlPlane } from './real/binaries.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from './real/control-plane.ts';
import { writeKubeconfig } from './real/kubeconfig.ts';
import { makeNamespace } from './real/namespace.ts';
import { objectsOf } from './real/objects-of.ts';
import { startProvisioner } from './real/provisioner.ts';

export interface RealClusterOptions extends ControlPlaneOptions {
  /** Default 2; named `node-1`, …; each with 8 CPUs and 16 GiB, whatever this machine has. */
  readonly nodes?: number;
  /** Of each node; default none. */
  readonly gpus?: number;
}

/** A Kubernetes whose API server, controllers and scheduler are the real ones; its nodes run containers as processes. */
export interface RealCluster extends ControlPlane, AnyCluster {
  /** Everything of it. */
  readonly directory: string;
  /** By their names. */
  readonly nodes: ReadonlyMap<string, NodeAgent>;
}

/** Starts one; `pnpm test:kubernetes --build` makes its programs before. They end with the process that started it. */
export async function startRealCluster(options: RealClusterOptions = {}): Promise<RealCluster> {
  if (!hasControlPlane()) {
    throw new Error(
      `nothing is built in ${binaryDirectory()}: run \`pnpm test:kubernetes --build\``,
    );
  }
  const keeper = startKeeper();
  try {
    return await startWith(keeper, options);
  } catch (error) {
    await keeper[Symbol.asyncDispose]();
    throw error;
  }
}

async function startWith(keeper: Keeper, options: RealClusterOptions): Promise<RealCluster> {
  const { directory } = keeper;
  const plane = await startControlPlane(keeper, options);
  const client = new ApiClient(readKubeconfig(plane.adminKubeconfig));
  const ask: AnyCluster['ask'] = (...asked) => client.request(...asked);
  const provisioning = new AbortController();
  const claims = join(directory, 'claims');
  await startProvisioner(client, claims, provisioning.signal);
  const namespace = 'mrunner';
  const token = await makeNamespace(ask, namespace);
  const kubeconfig = writeKubeconfig(join(directory, 'minimal.kubeconfig'), {
    server: plane.url,
    authority: plane.certificates.authority.certificate,
    namespace,
    user: { token },
  });
  const nodes = newNodes(plane.adminKubeconfig, directory, claims, options);
  await Promise.all([...nodes.values()].map((node) => node.start()));
  return {
    ...plane,
    kubeconfig,
    namespace,
    ask,
    ...objectsOf(ask, namespace),
    directory,
    claimPath: (claim) => join(claims, namespace, claim),
    nodes,
    [Symbol.asyncDispose]: async () => {
      provisioning.abort();
      await Promise.all([...nodes.values()].map((node) => node.stop()));
      client.close();
      await keeper[Symbol.asyncDispose]();
    },
  };
}

function newNodes(
  kubeconfig: string,
  directory: string,
  claims: string,
  { nodes = 2, gpus = 0 }: RealClusterOptions,
): ReadonlyMap<string, NodeAgent> {
  const server = readKubeconfig(kubeconfig);
  return new Map(
    Array.from({ length: nodes }, (_, index) => {
      const name = `node-${index + 1}`;
      const at = join(directory, name);
      mkdirSync(at);
      const size = { cpu: '8', memory: '16Gi', gpus };
      return [name, new NodeAgent({ server, name, directory: at, claims, ...size, secure: true })];
    }),
  );
}
