import { mainContext, type SweepEvent } from '@mrunner/core';
import { type Job, kubeLabels } from '@mrunner/core/kubernetes';
import { recordEvents } from '../../cluster/look/record-events.ts';
import type { Refreshed } from '../../cluster/look/refreshed.ts';
import { stopsOf } from '../../cluster/steer/stops-of.ts';
import type { Host } from '../../host/host.ts';
import { isLaunching } from '../../sweep-home/is-launching.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { writeWish } from '../../wishes/write-wish.ts';
import { isWell } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { resourcePath } from '../api/resource-paths.ts';
import { refreshKubernetes } from '../look/refresh-kubernetes.ts';
import { deleteJob, isCarried } from './steer-calls.ts';

/** See `cancelOnCluster`. */
export async function cancelInKubernetes(
  host: Host,
  sweep: Sweep,
  runs: 'all' | readonly number[],
): Promise<Refreshed> {
  writeWish(host, sweep, { event: 'cancel', runs }, stopsOf(host, sweep.status(), runs));
  const opened = await kubeApi(host, mainContext(sweep.record));
  if (!opened.ok) return refreshKubernetes(host, sweep, { force: true });
  const api = opened.value;
  try {
    await resolveIntents(host, sweep, api);
    return await refreshKubernetes(host, sweep, { force: true, api });
  } finally {
    api.close();
  }
}

/**
 * Finds out about batches that nobody knows to be submitted. What is not there will not come, since who was to submit it lives no
 * more, or submits it again only with what is wished by then. A launcher at work does this for its own.
 */
async function resolveIntents(host: Host, sweep: Sweep, api: KubeApi): Promise<void> {
  if (isLaunching(host, sweep.home)) return;
  const { batches } = sweep.status();
  const found: SweepEvent[] = [];
  for (const { token, isUnresolved } of batches.values()) {
    if (!isUnresolved) continue;
    const outcome = await takeBack(sweep, api, token);
    if (outcome === undefined) break;
    const time = host.clock.now();
    const text = 'it was cancelled before it was submitted';
    found.push(
      outcome === 'none'
        ? { event: 'unsubmitted', time, token, why: 'lost', text }
        : { event: 'submitted', time, token, job: outcome.begun },
    );
  }
  recordEvents(host, sweep.home, found);
}

/**
 * Deletes a Job of which nobody recorded that it was made: what its pods read may be missing, and nothing starts of it before that is
 * recorded. One that somebody else let start, as a queue does, is submitted.
 *
 * @returns undefined: nobody knows what became of it
 */
async function takeBack(
  { record }: Sweep,
  api: KubeApi,
  token: string,
): Promise<'none' | { readonly begun: string } | undefined> {
  const answer = await api.request({
    method: 'GET',
    path: resourcePath(api.namespace, 'jobs', token),
  });
  if (answer.kind !== 'done') return undefined;
  if (answer.code === 404) return 'none';
  if (!isWell(answer)) return undefined;
  const { metadata, spec, status } = answer.body as Job;
  // Its name is taken, so ours can't be there.
  if (metadata.labels?.[kubeLabels.sweep] !== record.id) return 'none';
  const uid = metadata.uid ?? '';
  if (spec.suspend !== true || status?.startTime !== undefined) return { begun: uid };
  return isCarried(await api.request(deleteJob(api, { token, uid }, 'Foreground')))
    ? 'none'
    : undefined;
}
