import {
  type Context,
  fail,
  ok,
  type PackingLimits,
  partitionOf,
  type Result,
  slurmSettings,
  submitLimit,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import type { ClusterFacts } from './facts.ts';
import { factsProgram, readFacts } from './facts-program.ts';
import { keepFacts, keptFacts } from './kept-facts.ts';

/**
 * What is known of the cluster of a context: what was asked within the last day, else it is asked.
 *
 * @param options.fresh asks in any case
 */
export async function clusterFacts(
  host: Host,
  place: Place,
  context: Pick<Context, 'name' | 'slurm'>,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<Result<ClusterFacts>> {
  const kept = fresh ? undefined : keptFacts(host, context);
  if (kept !== undefined) return ok(kept);
  const answer = await place.run(factsProgram, { milliseconds: 60_000 });
  if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
  const facts = readFacts(answer.parts, { now: host.clock.now(), place, context: context.name });
  if (facts.ok) keepFacts(host, context, facts.value);
  return facts;
}

/** What bounds the batches of a context on its cluster. */
export function clusterLimits(
  facts: ClusterFacts,
  context: Pick<Context, 'slurm'>,
  partitionName: string | undefined,
): PackingLimits {
  const { account, qos } = slurmSettings(context);
  const partition = partitionOf(facts.partitions, partitionName);
  const submit = submitLimit(facts, {
    account,
    partition: partition?.name,
    qos: [qos, partition?.qos],
  });
  return {
    maxArraySize: facts.maxArraySize,
    ...(facts.maxArrayTasks !== undefined && { maxArrayTasks: facts.maxArrayTasks }),
    ...(submit !== undefined && { submit }),
    ...(partition?.maxTime !== undefined && { maxTime: partition.maxTime }),
  };
}
