import {
  fail,
  mainContext,
  ok,
  type Problem,
  type Result,
  type SweepRecord,
  shellQuote,
  workDirectory,
} from '@mrunner/core';
import {
  apiProblem,
  kubeSettings,
  privateSecretName,
  sweepSelector,
} from '@mrunner/core/kubernetes';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { forgetText } from '../../cluster/code/tree-uses.ts';
import { rest } from '../../cluster/look/rest.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { type KubeAnswer, refusalOf, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { type KubeResource, resourcePath } from '../api/resource-paths.ts';
import { podPlace } from '../place/pod-place.ts';
import { isCarried } from './steer-calls.ts';

interface Named {
  readonly metadata: { readonly name: string; readonly uid?: string };
}

/** What a sweep may have in its cluster. What belongs to Jobs goes with them; of a sweep that was paused the Jobs are gone already. */
const kinds: readonly KubeResource[] = ['jobs', 'pods', 'configmaps', 'services'];

/** Why something could not be removed. */
interface Left {
  readonly text: string;
  /** Nobody answered. */
  readonly isUnreached: boolean;
}

/** See `removeThere`. */
export async function removeInKubernetes(host: Host, sweep: Sweep): Promise<Result<null>> {
  const { record } = sweep;
  const opened = await kubeApi(host, mainContext(record));
  if (!opened.ok) return opened;
  const api = opened.value;
  try {
    for (const kind of kinds) {
      const trouble = await removeAll(api, kind, record.id);
      if (trouble !== undefined) return fail(notGone(record.id, api, trouble));
    }
    // Whoever may make Secrets may not always list them.
    for (const token of sweep.status().batches.keys()) {
      await api.request(deletion(api, 'secrets', { metadata: { name: privateSecretName(token) } }));
    }
    const left = await removeFromVolume(host, sweep, api);
    return left === undefined ? ok(null) : fail(notGone(record.id, api, left));
  } finally {
    api.close();
  }
}

/** Of its directory on the volume that its runs share, and of code there that no other sweep uses; without a volume there is none. */
async function removeFromVolume(
  host: Host,
  { record }: Sweep,
  api: KubeApi,
): Promise<Left | undefined> {
  const context = mainContext(record);
  if (kubeSettings(context).pvc === undefined) return undefined;
  const late = await podsGone(host, record, api);
  if (late !== undefined) return late;
  const place = podPlace(host, api, context);
  try {
    const answer = await place.run(
      `${forgetText(ownDirectory(context), record.id)}\nrm -rf -- ${shellQuote(workDirectory(record))}`,
    );
    if (answer.kind !== 'done') return { text: answer.text, isUnreached: true };
    return answer.code === 0 ? undefined : { text: answer.stderr.trim(), isUnreached: false };
  } finally {
    place.close();
    await place.remove();
  }
}

/** Milliseconds that Kubernetes may take beside the grace, and between two questions. */
const pauses = { slack: 30_000, ask: 500 } as const;

/** Waits until no pod is there that could write what is about to be removed; else why that is not so. */
async function podsGone(host: Host, record: SweepRecord, api: KubeApi): Promise<Left | undefined> {
  const until = host.clock.elapsed() + mainContext(record).grace * 1000 + pauses.slack;
  for (;;) {
    const listed = await api.list<Named>('pods', { labels: sweepSelector(record.id) });
    if (listed.kind !== 'listed') return leftBy(listed);
    if (listed.items.length === 0) return undefined;
    if (host.clock.elapsed() > until) {
      const text = `${listed.items[0]?.metadata.name} has not ended yet; remove the sweep later`;
      return { text, isUnreached: false };
    }
    await rest(host, pauses.ask, undefined);
  }
}

async function removeAll(
  api: KubeApi,
  kind: KubeResource,
  sweepId: string,
): Promise<Left | undefined> {
  const listed = await api.list<Named>(kind, { labels: sweepSelector(sweepId) });
  if (listed.kind !== 'listed') return isForbidden(listed, kind) ? undefined : leftBy(listed);
  for (const each of listed.items) {
    const answer = await api.request(deletion(api, kind, each));
    if (!isCarried(answer)) return leftBy(answer);
  }
  return undefined;
}

const leftBy = (answer: KubeAnswer): Left => ({
  text: troubleOf(answer),
  isUnreached: answer.kind !== 'done',
});

/** Who may only make Jobs and see pods has the rest removed with them. */
const isForbidden = (answer: KubeAnswer, kind: KubeResource): boolean =>
  answer.kind === 'done' &&
  apiProblem(refusalOf(answer)) === 'forbidden' &&
  (kind === 'configmaps' || kind === 'services');

const deletion = (api: KubeApi, kind: KubeResource, { metadata: { name, uid } }: Named) =>
  ({
    method: 'DELETE',
    path: resourcePath(api.namespace, kind, name),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      ...(uid !== undefined && { preconditions: { uid } }),
    },
    twice: true,
  }) as const;

const notGone = (id: string, { title }: KubeApi, { text, isUnreached }: Left): Problem => ({
  kind: isUnreached ? 'unreachable' : 'file',
  path: id,
  message: `it can't be removed from ${title}: ${text.split('\n')[0]}`,
});
