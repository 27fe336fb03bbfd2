import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from '../../../packages/dispatcher/test/slurm/cluster.ts';
import {
  type LoginNode,
  startLoginNode,
} from '../../../packages/dispatcher/test/slurm/login-node.ts';
import { asReal, type ShimName, shim } from '../../../packages/dispatcher/test/slurm/shims.ts';
import { makePlayground, type Playground } from '../playground.ts';
import type { SlurmPlan } from './slurm-plan.ts';

/** A cluster, and a project from which a sweep goes there. */
export interface SlurmGround extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly login: LoginNode | undefined;
  readonly playground: Playground;
  /** Tasks that runs share. */
  readonly pack: number | undefined;
  /** The next call of a command of Slurm by mrun does what a text for sh says; later ones what they should. */
  readonly lie: (name: 'sbatch' | 'squeue', text: string) => void;
  /** Masters of shared connections of ssh. */
  readonly masters: () => readonly number[];
}

export async function slurmGround(plan: SlurmPlan): Promise<SlurmGround> {
  await using stack = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'mrunner-chaos-'));
  stack.defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const cluster = stack.use(
    await startCluster({
      conf: { MinJobAge: '8' },
      ...(plan.accounting && { accounting: {} }),
    }),
  );
  const shims = join(directory, 'shims');
  mkdirSync(shims);
  const shimOf = (name: ShimName) => shim(shims, name, asReal);
  const commands = { sbatch: shimOf('sbatch'), squeue: shimOf('squeue') };
  const path = `${shims}:/usr/local/bin:/usr/bin:/bin`;
  const login = plan.ssh
    ? stack.use(await startLoginNode(cluster, { proxied: true, path }))
    : undefined;
  const context = {
    backend: 'slurm',
    storage_dir: join(directory, 'there'),
    ...(login !== undefined && { slurm_url: login.host }),
    ...(plan.pack !== undefined && { pack: plan.pack }),
    ...{ mem: '20M', time: '10m', grace: 1 },
  };
  const env = login?.env ?? { ...cluster.env, PATH: `${shims}:${process.env.PATH}` };
  const files = { 'mrunner.yaml': JSON.stringify({ contexts: { hpc: context } }) };
  mkdirSync(context.storage_dir);
  const playground = stack.use(makePlayground(plan.spec, { env, files }));
  const kept = stack.move();
  let lies = 0;
  return {
    cluster,
    login,
    playground,
    pack: plan.pack,
    lie: (name, text) => {
      const once = `"$HERE/lie.${++lies}"`;
      commands[name].become(`if mkdir ${once} 2>/dev/null; then\n${text}\nexit\nfi\n${asReal}`);
    },
    masters: () => playground.processes().filter(isMaster),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function isMaster(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return (
      words.some((word) => /(^|\/)ssh(:|$)/.test(word)) &&
      (words.includes('-M') || words.join(' ').includes('[mux]'))
    );
  } catch {
    return false;
  }
}
