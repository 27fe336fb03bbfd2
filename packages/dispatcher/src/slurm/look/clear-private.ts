import { type SweepFacts, shellQuote } from '@mrunner/core';
import { openTasks, unresolvedTokens } from '../../cluster/look/open-tasks.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { livenessOf } from '../../processes/liveness.ts';
import { lockHolder } from '../../sweep-home/lock.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { Pulled } from './pulled-file.ts';

/**
 * Whether the values of secrets of a sweep, which are on the cluster for its workers, may go: nothing of it goes on or is
 * about to. A retry brings them again.
 */
export function mayClear(
  host: Host,
  { home, record }: Sweep,
  facts: SweepFacts,
  { clearedBatches = 0 }: Pulled,
): boolean {
  const hasValues = record.contexts.some(
    ({ setup }) => setup.secrets.length + setup.envFiles.length > 0,
  );
  if (!hasValues || facts.batches.size === clearedBatches) return false;
  if (openTasks(facts).length + unresolvedTokens(facts).length > 0) return false;
  const holder = lockHolder(host, home);
  return holder === undefined || livenessOf(host, holder) === 'gone';
}

/** Removes them there; answers whether they are gone. */
export async function clearPrivate(place: Place, { record }: Sweep): Promise<boolean> {
  const answer = await place.run(`rm -rf -- "$HOME"/.mrunner/private/${shellQuote(record.id)}`);
  return answer.kind === 'done' && answer.code === 0;
}
