import type { SweepFacts } from '@mrunner/core';
import { kubeLabels, type PodView, privateSecretName } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { resourcePath } from '../api/resource-paths.ts';
import { deleteJob, isCarried } from '../steer/steer-calls.ts';
import type { ClusterView, SeenJob } from './cluster-view.ts';
import { isStuck } from './judge-tasks.ts';
import { noteSettled, readSettled } from './kept-settled.ts';
import { isForbidden } from './lacks.ts';
import { unsettledTasks } from './unsettled-tasks.ts';

/** Seconds for which a Job, its pods and what they logged stay after everything of it is here. */
const keptSeconds = 86_400;

/** Batches of which all is recorded, and which the cluster was not told of. */
export function batchesToSettle(
  host: Pick<Host, 'files'>,
  home: string,
  facts: SweepFacts,
): readonly string[] {
  const known = readSettled(host, home);
  const open = new Set(unsettledTasks(facts).map(({ token }) => token));
  return [...facts.submitted.keys()].filter((token) => !open.has(token) && !known.has(token));
}

/**
 * Lets go of what nobody needs any more: a Job that is over deletes itself a day later, with all that belongs to it; what a
 * Job left that is gone, since somebody paused the sweep, is deleted now. What fails is done by a later look.
 *
 * @returns false: this user may not tell Jobs to delete themselves
 */
export async function settleBatches(
  host: Host,
  home: string,
  api: KubeApi,
  view: ClusterView,
  facts: SweepFacts,
): Promise<boolean> {
  let mayPatch = true;
  const settled: string[] = [];
  for (const token of batchesToSettle(host, home, facts)) {
    const job = view.jobs.get(token);
    const isTold =
      job === undefined ? await deleteLeftovers(api, token, view) : await letGo(api, job, view);
    if (isTold === true) settled.push(token);
    if (isTold === 'forbidden') mayPatch = false;
  }
  noteSettled(host, home, settled);
  return mayPatch;
}

/**
 * A Job that is not over yet, though all its tasks are, will be soon; unless it waits for pods that can't begin, and that nobody
 * wants any more. Values of secrets do not stay with it.
 */
async function letGo(
  api: KubeApi,
  job: SeenJob,
  view: ClusterView,
): Promise<boolean | 'forbidden'> {
  const { token, finished, ttl, deleting, secrets } = job;
  if (deleting || ttl !== undefined) return true;
  if (finished === undefined) {
    const pods = podsOf(view, token);
    const isOver = pods.some(isStuck) && pods.every((pod) => pod.phase === 'ended' || isStuck(pod));
    return isOver && isCarried(await api.request(deleteJob(api, job, 'Foreground')));
  }
  const name = privateSecretName(token);
  if (secrets.includes(name) && !(await deleteSecret(api, name))) return false;
  const answer = await api.request({
    method: 'PATCH',
    path: resourcePath(api.namespace, 'jobs', token),
    body: { spec: { ttlSecondsAfterFinished: keptSeconds } },
    twice: true,
  });
  return isForbidden(answer) ? 'forbidden' : isCarried(answer);
}

async function deleteSecret(api: KubeApi, name: string): Promise<boolean> {
  const path = resourcePath(api.namespace, 'secrets', name);
  const answer = await api.request({ method: 'DELETE', path, twice: true });
  // Not everybody may delete Secrets; it goes with its Job anyway.
  return isCarried(answer) || (answer.kind === 'done' && answer.code === 403);
}

const podsOf = ({ pods }: ClusterView, token: string): readonly PodView[] =>
  [...pods.values()].flat().filter((pod) => pod.token === token);

async function deleteLeftovers(api: KubeApi, token: string, view: ClusterView): Promise<boolean> {
  const labels = `${kubeLabels.token}=${token}`;
  const maps = await api.list<{ readonly metadata: { readonly name: string } }>('configmaps', {
    labels,
  });
  // Who may not list them leaves them to mrun rm.
  const mapNames = maps.kind === 'listed' ? maps.items.map(({ metadata }) => metadata.name) : [];
  const pods = podsOf(view, token);
  const paths = [
    ...pods.map(({ name }) => resourcePath(api.namespace, 'pods', name)),
    ...mapNames.map((name) => resourcePath(api.namespace, 'configmaps', name)),
    resourcePath(api.namespace, 'secrets', privateSecretName(token)),
  ];
  let areGone = true;
  for (const path of paths) {
    const answer = await api.request({ method: 'DELETE', path, twice: true });
    // Not everybody may delete Secrets; those that mrunner made go with their Jobs anyway.
    areGone &&= isCarried(answer) || path.includes('/secrets/');
  }
  return areGone;
}
