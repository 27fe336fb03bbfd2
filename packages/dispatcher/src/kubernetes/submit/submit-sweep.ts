import { mainContext, ok, type Result, type RunToSubmit, type SweepRecord } from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import { ownPython } from '../../cluster/code/far-trees.ts';
import { hasOpenWishes } from '../../cluster/steer/open-wishes.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import type { Submission } from '../../cluster/submit/submit-events.ts';
import type { SubmitOptions } from '../../cluster/submit/submit-options.ts';
import {
  type BegunSubmission,
  type SchedulerParts,
  submitTo,
} from '../../cluster/submit/submit-to.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { refreshKubernetes } from '../look/refresh-kubernetes.ts';
import { packSize } from './batch-contents.ts';
import { CodeArchives } from './code-archives.ts';
import { codeOntoVolume } from './code-onto-volume.ts';
import { draftJobs } from './draft-jobs.ts';
import { ensureClaims } from './ensure-claims.ts';
import { filesOntoVolume } from './files-onto-volume.ts';
import { JobRounds } from './job-rounds.ts';
import { keptDirectory } from './kept-batch.ts';
import { podPlanner } from './pod-planner.ts';
import { sweepMark } from './sweep-mark.ts';

/** See `submitTo`. */
export const submitToKubernetes = (
  host: Host,
  sweep: Sweep,
  options: SubmitOptions = {},
): Promise<Result<Submission>> =>
  submitTo(host, sweep, options, async () => {
    const opened = await kubeApi(host, mainContext(sweep.record));
    if (!opened.ok) return opened;
    const { value: api } = opened;
    return ok({
      // A server is asked for what changed, which is cheap: not even who waits for room needs to spare it.
      refresh: () => refreshKubernetes(host, sweep, { api, force: true }),
      begin: (begun) => kubernetesParts(host, sweep, api, begun, options.signal),
      close: api.close,
    });
  });

async function kubernetesParts(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  { events, launcher, status, options, values, observe }: BegunSubmission,
  signal: AbortSignal | undefined,
): Promise<SchedulerParts> {
  const { record, home } = sweep;
  const canaries = canariesOf(record, status);
  const planner = podPlanner(host, { home, record });
  const python = ownPython(host);
  const archives = new CodeArchives({
    host,
    home,
    record,
    python,
    planner,
    volume: {
      bringCode: (context, hash) =>
        codeOntoVolume(host, api, {
          home,
          sweepId: record.id,
          context,
          hash,
          values: values.get(context.name),
          observe,
        }),
      bringFiles: (context, files) => filesOntoVolume(host, api, { context, record, files }),
    },
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
    signal,
    heed: async () => {
      if (hasOpenWishes(host, home)) await refreshKubernetes(host, sweep, { api, force: true });
    },
  });
  await rounds.releaseForgotten(status);
  return {
    submitLimit: undefined,
    // All Jobs are given away at once; those that wait for canaries are released by looks.
    canaries: 0,
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
        codeKey: (run) => {
          const { hash, commit } = archives.of(run, now);
          return JSON.stringify([hash, commit, imageOf(planner, run, now)]);
        },
        packSize: (batch) =>
          packSize(batch, { host, record, options, planner, statusOf: now.of, together: [] }),
      }),
    round: (batches, now) => rounds.round(batches, now),
    finish: (submission) => {
      if (submission.unresolved.length === 0) host.files.remove(keptDirectory(home));
      const trouble = submission.trouble ?? rounds.unreleased;
      return { ...submission, ...(trouble !== undefined && { trouble }) };
    },
  };
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
