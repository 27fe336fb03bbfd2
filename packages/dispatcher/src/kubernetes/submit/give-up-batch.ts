import type { Job } from '@mrunner/core/kubernetes';
import type { BatchOutcome } from '../../cluster/submit/batch-outcome.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { deleteObject, readObject } from './ensure-object.ts';

/** Ends a batch of which nobody knows any more what it consisted of, so that nobody could bring the rest of it: deletes its Job. */
export async function giveUpBatch(
  api: KubeApi,
  sweepId: string,
  token: string,
): Promise<BatchOutcome> {
  const there = await readObject<Job>(api, 'jobs', token);
  if (there.kind === 'well') {
    const { uid, labels = {} } = there.object.metadata;
    const isOurs = Object.values(labels).includes(sweepId);
    const removed = isOurs ? await deleteObject(api, 'jobs', token, uid) : there;
    if (removed.kind !== 'well') return { kind: 'unresolved', text: removed.text };
  } else if (there.kind !== 'refused' || there.problem !== 'missing') {
    return { kind: 'unresolved', text: there.text };
  }
  const text = 'what was to be submitted is not known any more';
  return { kind: 'unsubmitted', why: 'lost', text };
}
