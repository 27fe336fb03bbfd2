import { kubeLabels, type Pod, podView } from '@mrunner/core/kubernetes';
import { someAtATime } from '../../cluster/look/some-at-a-time.ts';
import type { KubeAnswer } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { deletePod, isCarried } from './steer-calls.ts';

/** How often pods are listed anew that changed before they could be deleted, and how many are deleted at a time. */
const mostTurns = 8;
const atATime = 8;

/**
 * Deletes the pods of a batch that no node has. One that a node took meanwhile is left alone: what it has begun must not be begun by
 * another one.
 */
export async function deleteWaiting(
  api: Pick<KubeApi, 'namespace' | 'list' | 'request'>,
  token: string,
): Promise<KubeAnswer> {
  for (let turn = 0; turn < mostTurns; turn++) {
    const listed = await api.list<Pod>('pods', { labels: `${kubeLabels.token}=${token}` });
    if (listed.kind !== 'listed') return listed;
    let refused: KubeAnswer | undefined;
    let hasChanged = false;
    await someAtATime(listed.items.filter(isWaiting), atATime, async ({ metadata }) => {
      const { name, uid = '', resourceVersion } = metadata;
      const answer = await api.request(deletePod(api, { name, uid, version: resourceVersion }));
      if (!isCarried(answer)) refused ??= answer;
      else if (answer.kind === 'done' && answer.code === 409) hasChanged = true;
    });
    if (refused !== undefined) return refused;
    if (!hasChanged) return { kind: 'done', code: 200, body: undefined };
  }
  return { kind: 'lost', text: 'pods that wait change all the time' };
}

const isWaiting = (pod: Pod): boolean => {
  const view = podView(pod, undefined);
  return view?.phase === 'waiting' && !view.deleting;
};
