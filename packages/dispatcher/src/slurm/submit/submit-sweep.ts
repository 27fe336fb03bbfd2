import {
  mainContext,
  ok,
  type PackingLimits,
  type Result,
  type SweepRecord,
  slurmSettings,
  workDirectory,
} from '@mrunner/core';
import { canaryGate, canaryRuns } from '../../cluster/canaries.ts';
import { draftBatches } from '../../cluster/submit/draft-batches.ts';
import type { Submission } from '../../cluster/submit/submit-events.ts';
import type { SubmitOptions } from '../../cluster/submit/submit-options.ts';
import {
  type BegunSubmission,
  type SchedulerParts,
  submitTo,
} from '../../cluster/submit/submit-to.ts';
import type { Host } from '../../host/host.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { clusterFacts, clusterLimits } from '../facts/cluster-facts.ts';
import type { ClusterFacts } from '../facts/facts.ts';
import { refreshSweep } from '../look/refresh-sweep.ts';
import { submitBatches } from './deliver-batches.ts';
import { resolveBatches } from './resolve-batches.ts';
import { workPreparation } from './work-preparation.ts';

/** How a sweep is to be submitted to Slurm. */
export interface SlurmSubmitOptions extends SubmitOptions {
  readonly place?: Place;
  /** What bounds batches, in place of what the cluster says of itself. */
  readonly limits?: PackingLimits;
}

/** See `submitTo`. */
export const submitToSlurm = (
  host: Host,
  sweep: Sweep,
  given: SlurmSubmitOptions = {},
): Promise<Result<Submission>> =>
  submitTo(host, sweep, given, async () => {
    const context = mainContext(sweep.record);
    const place = given.place ?? placeOf(host, context);
    const close = given.place === undefined ? place.close : () => {};
    const facts = await clusterFacts(host, place, context);
    if (!facts.ok) {
      close();
      return facts;
    }
    return ok({
      refresh: (how) => refreshSweep(host, sweep, { ...how, place }),
      begin: async (begun) =>
        slurmParts(host, sweep, begun, { ...given, place, facts: facts.value }),
      close,
    });
  });

interface Reached extends SlurmSubmitOptions {
  readonly place: Place;
  readonly facts: ClusterFacts;
}

function slurmParts(
  host: Host,
  sweep: Sweep,
  { events, launcher, status, takes, options, pace, values, observe }: BegunSubmission,
  { place, facts, signal, names, secrets = {}, ...given }: Reached,
): SchedulerParts {
  const { record, home } = sweep;
  const context = mainContext(record);
  const work = workDirectory(record);
  const canaries = canariesOf(record, status, { takes, now: host.clock.now() });
  const limits = given.limits ?? clusterLimits(facts, context, context.resources.partition);
  const { planner, privatePlace, prepare } = workPreparation(host, sweep, place, {
    facts,
    values,
    secrets,
    names,
    observe,
    signal,
  });
  return {
    submitLimit: limits.submit,
    canaries,
    prepare,
    resolve: (open) =>
      resolveBatches(host, open, {
        place,
        work,
        events,
        pace,
        ...(signal !== undefined && { signal }),
      }),
    draft: (runs, now, made, room) =>
      draftBatches({
        sweepId: record.id,
        launcher,
        from: made,
        contexts: record.contexts,
        options: { parallel: now.parallel ?? options.parallel },
        limits,
        room,
        canaries: canaries === 0 ? 0 : canaries - canaryRuns(now, canaries).length,
        runs,
      }),
    round: (batches, { of }) =>
      submitBatches(
        {
          host,
          place,
          record,
          home,
          work,
          options,
          planner,
          statusOf: of,
          privatePlace,
          canaries,
          patience: pace.sbatch,
          killWait: facts.killWait,
        },
        events,
        batches,
      ),
  };
}

/** Canaries go ahead of a sweep once. Who asks for runs by name, or to go on after canaries failed, has decided. */
function canariesOf(
  record: SweepRecord,
  status: SweepStatus,
  { takes, now }: { readonly takes: Takes; readonly now: number },
): number {
  const { canary = 0 } = slurmSettings(mainContext(record));
  if (takes === 'wanted' || canary >= record.count) return 0;
  return takes === 'resume' && canaryGate(status, canary, now) === 'shut' ? 0 : canary;
}
