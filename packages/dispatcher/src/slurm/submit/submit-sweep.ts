import {
  fail,
  mainContext,
  ok,
  type PackingLimits,
  type Problem,
  type Result,
  type SweepOptions,
  type SweepRecord,
  slurmSettings,
  workDirectory,
} from '@mrunner/core';
import { canaryGate, canaryRuns } from '../../cluster/canaries.ts';
import type { FarNames } from '../../cluster/code/bring-code.ts';
import { draftBatches } from '../../cluster/submit/draft-batches.ts';
import { enterSweep } from '../../cluster/submit/enter-sweep.ts';
import { gatherPrivateValues } from '../../cluster/submit/gather-private-values.ts';
import {
  type Submission,
  type SubmitEvent,
  type SubmitPace,
  usualPace,
} from '../../cluster/submit/submit-events.ts';
import { Submitter } from '../../cluster/submit/submitter.ts';
import { launchCode } from '../../code/launch-code.ts';
import { isDiskError } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { loginCommand } from '../../place/place-problem.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import { takeLock } from '../../sweep-home/lock.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { clusterFacts, clusterLimits } from '../facts/cluster-facts.ts';
import { refreshSweep } from '../look/refresh-sweep.ts';
import { submitBatches } from './deliver-batches.ts';

import { resolveBatches } from './resolve-batches.ts';
import { workPreparation } from './work-preparation.ts';

/** How a sweep is to be submitted. */
export interface SubmitOptions {
  /** Which runs. Default: those that never started. */
  readonly takes?: Takes;
  /** Takes the sweep from a launcher on another host: a person says that it is dead. */
  readonly takeOver?: boolean;
  /** Over the options of the sweep. */
  readonly options?: Partial<SweepOptions>;
  /** Values of secrets, over those of the environment. */
  readonly secrets?: { readonly [name: string]: string };
  readonly observe?: (event: SubmitEvent) => void;
  /** Stays until all are submitted, where the scheduler has no room for all at once. */
  readonly feeds?: boolean;
  /** Ends waiting; what was submitted stays so. */
  readonly signal?: AbortSignal;
  readonly place?: Place;
  /** What of code is there, where that was asked already. */
  readonly names?: FarNames | undefined;
  readonly pace?: Partial<SubmitPace>;
  /** What bounds batches, in place of what the cluster says of itself. */
  readonly limits?: PackingLimits;
}

/**
 * Gives the runs of a sweep to its cluster, each attempt at most once, whatever happens on the way. A problem, and nothing
 * submitted: somebody else launches the sweep, a secret has no value, the cluster can't be reached.
 */
export async function submitSweep(
  host: Host,
  sweep: Sweep,
  options: SubmitOptions = {},
): Promise<Result<Submission>> {
  const values = gatherPrivateValues(host, sweep, options.secrets ?? {});
  if (!values.ok) return values;
  const lock = takeLock(host, sweep.home, options);
  if (!lock.ok) return lock;
  const place = options.place ?? placeOf(host, mainContext(sweep.record));
  try {
    return await submitLocked(host, sweep, place, { ...options, values: values.value });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    const message = diskText(host, sweep.home, error);
    return fail({ kind: 'file', path: 'storage_dir', message });
  } finally {
    lock.value.release();
    if (options.place === undefined) place.close();
  }
}

interface Locked extends SubmitOptions {
  readonly values: ReadonlyMap<string, PrivateValues>;
}

async function submitLocked(
  host: Host,
  sweep: Sweep,
  place: Place,
  given: Locked,
): Promise<Result<Submission>> {
  const { takes = 'planned', takeOver = false, observe = () => {}, values } = given;
  const { record, home } = sweep;
  const context = mainContext(record);
  const work = workDirectory(record);
  const facts = await clusterFacts(host, place, context);
  if (!facts.ok) return facts;
  const behind = await refreshFirst(host, sweep, place);
  if (behind !== undefined) return fail(behind);
  const code = await launchCode(host, sweep);
  const { events, launcher, status } = enterSweep(host, sweep, {
    takesOver: takeOver,
    resumes: takes === 'resume',
    code,
  });
  const options = { ...record.options, ...given.options };
  const canaries = canariesOf(record, status, { takes, now: host.clock.now() });
  const pace = { ...usualPace, ...given.pace };
  const { planner, privatePlace, prepare } = workPreparation(host, sweep, place, {
    facts: facts.value,
    values,
    secrets: given.secrets ?? {},
    names: given.names,
    observe,
    signal: given.signal,
  });
  const limits = given.limits ?? clusterLimits(facts.value, context, context.resources.partition);
  const submitter = new Submitter({
    host,
    sweep,
    submitLimit: limits.submit,
    takes,
    canaries,
    feeds: given.feeds ?? false,
    pace,
    observe,
    signal: given.signal,
    refresh: async () => {
      await refreshSweep(host, sweep, { place });
    },
    prepare,
    resolve: (open) =>
      resolveBatches(host, open, {
        place,
        work,
        events,
        pace,
        ...(given.signal !== undefined && { signal: given.signal }),
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
          killWait: facts.value.killWait,
        },
        events,
        batches,
      ),
  });
  const submitted = await submitter.submit();
  const { why, text } = submitted.ok
    ? { why: submitted.value.why, text: submitted.value.submission.trouble }
    : { why: 'error' as const, text: submitted.problems[0]?.message };
  events.append({
    event: 'left',
    time: host.clock.now(),
    why,
    ...(text !== undefined && { text }),
  });
  events.sync();
  events.close();
  return submitted.ok ? ok(submitted.value.submission) : submitted;
}

/** Whoever does not know how runs have ended must not start them again. */
async function refreshFirst(host: Host, sweep: Sweep, place: Place): Promise<Problem | undefined> {
  if (sweep.status().batches.size === 0) return undefined;
  const { trouble, wantsLogin } = await refreshSweep(host, sweep, { place, force: true });
  if (trouble === undefined) return undefined;
  const { name } = mainContext(sweep.record);
  return {
    kind: 'unreachable',
    path: `contexts.${name}`,
    message: trouble,
    ...(wantsLogin && { details: [`type: ${loginCommand(name)}`] }),
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
