import { type Context, parsePrivate } from '@mrunner/core';
import { sha256 } from '../../host/copied-files.ts';
import type { Host } from '../../host/host.ts';
import { stateDirectory } from '../../registry/registry.ts';
import { sshTarget } from '../../ssh/ssh-target.ts';
import type { ClusterFacts } from './facts.ts';

type Asks = Pick<Host, 'files' | 'env' | 'clock' | 'machine'>;

/** Raised when what is kept changes its shape. */
const format = 1;
const day = 24 * 3600 * 1000;

/** What a cluster said of itself within the last day. */
export function keptFacts(host: Asks, context: Pick<Context, 'slurm'>): ClusterFacts | undefined {
  const text = host.files.read(keptFile(host, context));
  if (text === undefined) return undefined;
  try {
    const kept = parsePrivate(text) as unknown as { format: number; facts: ClusterFacts };
    const age = host.clock.now() - kept.facts.asOf;
    return kept.format === format && age >= 0 && age < day ? kept.facts : undefined;
  } catch {
    // Whatever it is, it is asked again.
    return undefined;
  }
}

/** Keeps what a cluster says of itself, for commands of the next day. */
export function keepFacts(host: Asks, context: Pick<Context, 'slurm'>, facts: ClusterFacts): void {
  const file = keptFile(host, context);
  host.files.makeDirectories(file.slice(0, file.lastIndexOf('/')));
  host.files.replace(file, `${JSON.stringify({ format, facts })}\n`);
}

/** One file a cluster: by the address, or for the one here by this machine and what says which one is meant. */
function keptFile(host: Asks, context: Pick<Context, 'slurm'>): string {
  const target = sshTarget(context);
  const id = target?.words ?? [host.machine.host, host.env.SLURM_CONF ?? '', host.machine.user];
  return `${stateDirectory(host)}/clusters/${sha256([id.join('\0')]).slice(0, 16)}.json`;
}
