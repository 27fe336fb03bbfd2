import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Keeper, startKeeper } from '../slurm/keeper.ts';
import { ApiClient, readKubeconfig } from './agent/api-client.ts';
import { NodeAgent } from './agent/node-agent.ts';
import { binaryDirectory, hasControlPlane } from './real/binaries.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from './real/control-plane.ts';
import { writeKubeconfig } from './real/kubeconfig.ts';
import { makeNamespace } from './real/namespace.ts';

export interface RealClusterOptions extends ControlPlaneOptions {
  /** Default 2; named `node-1`, …; each with 8 CPUs and 16 GiB, whatever this machine has. */
  readonly nodes?: number;
  /** Of each node; default none. */
  readonly gpus?: number;
}

/** A Kubernetes whose API server, controllers and scheduler are the real ones; its nodes run containers as processes. */
export interface RealCluster extends ControlPlane, AsyncDisposable {
  /** Of the user who may only do, in `namespace`, what `minimal-role.yaml` says. */
  readonly minimalKubeconfig: string;
  readonly namespace: string;
  /** Everything of it. */
  readonly directory: string;
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
  const server = readKubeconfig(plane.kubeconfig);
  const client = new ApiClient(server);
  const namespace = 'mrunner';
  const token = await makeNamespace((...asked) => client.request(...asked), namespace);
  const minimalKubeconfig = writeKubeconfig(join(directory, 'minimal.kubeconfig'), {
    server: plane.url,
    authority: plane.certificates.authority.certificate,
    namespace,
    user: { token },
  });
  const nodes = Array.from({ length: options.nodes ?? 2 }, (_, index) => {
    const name = `node-${index + 1}`;
    const at = join(directory, name);
    mkdirSync(at);
    return new NodeAgent({
      server,
      name,
      directory: at,
      claims: join(directory, 'claims'),
      cpu: '8',
      memory: '16Gi',
      gpus: options.gpus ?? 0,
      secure: true,
    });
  });
  await Promise.all(nodes.map((node) => node.start()));
  return {
    ...plane,
    minimalKubeconfig,
    namespace,
    directory,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
      client.close();
      await keeper[Symbol.asyncDispose]();
    },
  };
}
