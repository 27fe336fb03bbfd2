import {
  effectiveResources,
  fail,
  memberFlagsOf,
  ok,
  type PackingLimits,
  type Problem,
  parseClusterConfig,
  type Result,
  type RunToSubmit,
  type SweepOptions,
  type SweepRecord,
  slurmSettings,
  workDirectory,
} from '@mrunner/core';
import { launchCode } from '../../code/launch-code.ts';
import { isDiskError } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import { attemptFinder } from '../../launch/attempt-finder.ts';
import { contextSettings } from '../../launch/context-settings.ts';
import type { Takes } from '../../launch/launch-events.ts';
import { missingSecrets } from '../../launch/missing-secrets.ts';
import type { Place, PlaceAnswer } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import { takeLock } from '../../sweep-home/lock.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { draftBatches } from './draft-batches.ts';
import { enterSweep } from './enter-sweep.ts';
import { resolveBatches } from './resolve-batches.ts';
import {
  type Submission,
  type SubmitEvent,
  type SubmitPace,
  type SubmittedBatch,
  usualPace,
} from './submit-events.ts';
import { submitRound } from './submit-round.ts';

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
  readonly pace?: Partial<SubmitPace>;
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
  const { secrets = {} } = options;
  const settings = contextSettings(host, sweep, secrets);
  const unset = missingSecrets(host, sweep.home, secrets);
  if (!settings.ok || unset.length > 0) {
    return fail(...(settings.ok ? [] : settings.problems), ...unset);
  }
  const lock = takeLock(host, sweep.home, options);
  if (!lock.ok) return lock;
  const [context] = sweep.record.contexts;
  if (context === undefined) throw new Error('Internal error: a sweep without a context');
  const place = options.place ?? placeOf(host, context);
  try {
    return await submitLocked(host, sweep, place, options);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    const message = diskText(host, sweep.home, error);
    return fail({ kind: 'file', path: 'storage_dir', message });
  } finally {
    lock.value.release();
    if (options.place === undefined) place.close();
  }
}

async function submitLocked(
  host: Host,
  sweep: Sweep,
  place: Place,
  { takes = 'planned', takeOver = false, options, observe = () => {}, ...rest }: SubmitOptions,
): Promise<Result<Submission>> {
  const { record, home } = sweep;
  const work = workDirectory(record);
  const pace = { ...usualPace, ...rest.pace };
  const limits = await readLimits(place);
  if (!limits.ok) return limits;
  const code = await launchCode(host, sweep);
  const resumes = takes === 'resume';
  const entered = enterSweep(host, sweep, { takesOver: takeOver, resumes, code });
  const { events, launcher } = entered;
  const submitted: SubmittedBatch[] = [];
  let { status } = entered;
  const open = [...status.batches.values()].filter(({ isUnresolved }) => isUnresolved);
  if (open.length > 0) {
    await resolveBatches(host, open, { place, work, events, pace });
    status = sweep.status();
  }
  const runs = runsToSubmit(sweep, status, takes);
  const drafted = draftBatches({
    sweepId: record.id,
    launcher,
    from: 0,
    contexts: record.contexts,
    options: { ...record.options, ...options },
    limits: limits.value,
    room: undefined,
    canaries: canariesOf(record, status),
    runs,
  });
  const outcomes = await submitRound(
    {
      host,
      place,
      record,
      home,
      work,
      events,
      planner: {
        plan: (recorded, attempt) =>
          sweep.plan(recorded, attempt, status.of(recorded.index).overrides),
        pythonDirectories: host.machine.pythonDirectories,
      },
      privateDirectory: undefined,
    },
    drafted.batches,
  );
  for (const { token, runs: its, tasks, held } of drafted.batches) {
    const outcome = outcomes.get(token);
    if (outcome?.kind !== 'submitted') continue;
    const { job, cluster } = outcome;
    const batch = {
      token,
      job,
      ...(cluster !== undefined && { cluster }),
      runs: its.length,
      tasks,
      held,
    };
    submitted.push(batch);
    observe({ type: 'submitted', batch });
  }
  events.append({ event: 'left', time: host.clock.now(), why: 'submitted' });
  events.sync();
  events.close();
  return ok({
    batches: submitted,
    waiting: drafted.waiting,
    unresolved: [...outcomes].filter(([, { kind }]) => kind === 'unresolved').map(([it]) => it),
    counts: sweep.status().counts,
  });
}

function runsToSubmit(sweep: Sweep, status: SweepStatus, takes: Takes): readonly RunToSubmit[] {
  const attemptOf = attemptFinder(sweep, takes);
  const contexts = new Map(sweep.record.contexts.map((context) => [context.name, context]));
  const runs: RunToSubmit[] = [];
  for (const recorded of sweep.experiments()) {
    const known = status.of(recorded.index);
    const attempt = attemptOf(known, recorded);
    const context = contexts.get(recorded.context);
    if (attempt === null || context === undefined) continue;
    const flags = {
      ...memberFlagsOf(sweep.record, recorded).resources,
      ...known.overrides?.resources,
    };
    const resources = effectiveResources(context, recorded.experiment, flags);
    runs.push({ recorded, attempt, resources, context: recorded.context });
  }
  return runs;
}

/** Canaries go ahead of a sweep once. */
function canariesOf({ contexts: [context] }: SweepRecord, { batches }: SweepStatus): number {
  const isBegun = [...batches.values()].some(({ unsubmitted }) => unsubmitted === undefined);
  if (isBegun || context === undefined) return 0;
  return slurmSettings(context).canary ?? 0;
}

async function readLimits(place: Place): Promise<Result<PackingLimits>> {
  const answer = await place.run('scontrol show config');
  if (answer.kind !== 'done') return fail(notReached(answer));
  const config = parseClusterConfig(answer.body.toString());
  if (config === undefined) return fail(unreachable(answer.stderr.trim()));
  return ok(config);
}

const notReached = (answer: Exclude<PlaceAnswer, { kind: 'done' }>): Problem =>
  unreachable(answer.text);

const unreachable = (message: string): Problem => ({
  kind: 'unreachable',
  path: 'context',
  message,
});
