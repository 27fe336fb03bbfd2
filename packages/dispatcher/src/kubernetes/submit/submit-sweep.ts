import {
  fail,
  mainContext,
  ok,
  type Problem,
  type Result,
  type RunToSubmit,
  type SweepOptions,
  type SweepRecord,
} from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import { ownPython } from '../../cluster/code/far-trees.ts';
import { enterSweep } from '../../cluster/submit/enter-sweep.ts';
import { gatherPrivateValues } from '../../cluster/submit/gather-private-values.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
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
import { diskText } from '../../sweep-home/disk-text.ts';
import { takeLock } from '../../sweep-home/lock.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { packSize } from './batch-contents.ts';
import { CodeArchives } from './code-archives.ts';
import { codeOntoVolume } from './code-onto-volume.ts';
import { draftJobs } from './draft-jobs.ts';
import { ensureClaims } from './ensure-claims.ts';
import { JobRounds } from './job-rounds.ts';
import { keptDirectory } from './kept-batch.ts';
import { podPlanner } from './pod-planner.ts';
import { sweepMark } from './sweep-mark.ts';

/** How a sweep is to be submitted to Kubernetes. */
export interface KubeSubmitOptions {
  /** Which runs. Default: those that never started. */
  readonly takes?: Takes;
  /** Takes the sweep from a launcher on another host: a person says that it is dead. */
  readonly takeOver?: boolean;
  /** Over the options of the sweep. */
  readonly options?: Partial<SweepOptions>;
  /** Values of secrets, over those of the environment. */
  readonly secrets?: { readonly [name: string]: string };
  readonly observe?: (event: SubmitEvent) => void;
  /** Stays until all are submitted, where a quota has no room for all at once. */
  readonly feeds?: boolean;
  /** Ends waiting; what was submitted stays so. */
  readonly signal?: AbortSignal;
  readonly pace?: Partial<SubmitPace>;
  /** Brings the home up to date with what ended there; why it could not, if so. */
  readonly refresh?: (api: KubeApi) => Promise<Problem | undefined>;
}

/**
 * Gives the runs of a sweep to Kubernetes, each attempt at most once, whatever happens on the way. A problem, and nothing
 * submitted: somebody else launches the sweep, a secret has no value, the cluster can't be reached.
 */
export async function submitToKubernetes(
  host: Host,
  sweep: Sweep,
  options: KubeSubmitOptions = {},
): Promise<Result<Submission>> {
  const values = gatherPrivateValues(host, sweep, options.secrets ?? {});
  if (!values.ok) return values;
  const api = await kubeApi(host, mainContext(sweep.record));
  if (!api.ok) return api;
  const lock = takeLock(host, sweep.home, options);
  if (!lock.ok) return lock;
  try {
    return await submitLocked(host, sweep, api.value, { ...options, values: values.value });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    const message = diskText(host, sweep.home, error);
    return fail({ kind: 'file', path: 'storage_dir', message });
  } finally {
    lock.value.release();
    api.value.close();
  }
}

interface Locked extends KubeSubmitOptions {
  readonly values: ReadonlyMap<string, PrivateValues>;
}

async function submitLocked(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  given: Locked,
): Promise<Result<Submission>> {
  const { takes = 'planned', takeOver = false, observe = () => {}, values } = given;
  const { record, home } = sweep;
  if (sweep.status().batches.size > 0) {
    // Whoever does not know how runs have ended must not start them again.
    const behind = await given.refresh?.(api);
    if (behind !== undefined) return fail(behind);
  }
  const code = await launchCode(host, sweep);
  const { events, launcher, status } = enterSweep(host, sweep, {
    takesOver: takeOver,
    resumes: takes === 'resume',
    code,
  });
  const options = { ...record.options, ...given.options };
  const canaries = canariesOf(record, status);
  const planner = podPlanner(record);
  const python = ownPython(host);
  const archives = new CodeArchives({
    host,
    home,
    record,
    python,
    toVolume: (context, hash) =>
      codeOntoVolume(host, api, { home, sweepId: record.id, context, hash, observe }),
    sending: (files, bytes) => observe({ type: 'sending', files, bytes }),
  });
  const rounds = new JobRounds({
    host,
    api,
    record,
    home,
    events,
    options,
    planner,
    archives,
    values,
    mark: sweepMark(host, home),
    signal: given.signal,
  });
  await rounds.releaseForgotten(status);
  const submitter = new Submitter({
    host,
    sweep,
    submitLimit: undefined,
    takes,
    // All Jobs are given away at once; those that wait for canaries are released by looks.
    canaries: 0,
    feeds: given.feeds ?? false,
    pace: { ...usualPace, ...given.pace },
    observe,
    signal: given.signal,
    refresh: async () => {
      await given.refresh?.(api);
    },
    prepare: async (runs, now) => {
      const claims = await ensureClaims(api, record.contexts);
      return claims.ok ? archives.prepare(runs, now) : claims;
    },
    resolve: (open) => rounds.resolve(open),
    draft: (runs, now, made) =>
      draftJobs({
        sweepId: record.id,
        launcher,
        from: made,
        contexts: record.contexts,
        options: { parallel: now.parallel ?? options.parallel },
        canaries: made === 0 ? canaries : 0,
        runs,
        // Those of one Job have one image and one state of the code.
        codeKey: (run) => JSON.stringify([archives.of(run, now).hash, imageOf(planner, run, now)]),
        packSize: (batch) =>
          packSize(batch, { host, record, options, planner, statusOf: now.of, together: [] }),
      }),
    round: (batches, now) => rounds.round(batches, now),
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
  if (!submitted.ok) return submitted;
  const { submission } = submitted.value;
  if (submission.unresolved.length === 0) host.files.remove(keptDirectory(home));
  const { unreleased } = rounds;
  return ok(
    unreleased === undefined || submission.trouble !== undefined
      ? submission
      : { ...submission, trouble: unreleased },
  );
}

/** Canaries go ahead of a sweep once. */
function canariesOf(record: SweepRecord, { batches }: SweepStatus): number {
  const isBegun = [...batches.values()].some(({ unsubmitted }) => unsubmitted === undefined);
  return isBegun ? 0 : (kubeSettings(mainContext(record)).canary ?? 0);
}

const imageOf = (
  { plan }: RunPlanner,
  { recorded, attempt }: RunToSubmit,
  { of }: SweepStatus,
): string | undefined => plan(recorded, attempt, of(recorded.index).overrides).image;
