import { isWell } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { resourcePath } from '../api/resource-paths.ts';
import { cancelMapName } from '../steer/steer-calls.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** Whether pods of a task that are made from now on read, before they start anything, that it is cancelled. */
export type IsTold = (task: Pick<UnsettledTask, 'token' | 'first'>) => boolean;

/**
 * Reads which runs of plain Jobs are cancelled there. Who lists pods after this, and finds none of such a run, knows that it will
 * not start: Kubernetes can't leave out an index, so a pod comes when it is its turn, and ends at once.
 */
export async function toldCancels(
  api: Pick<KubeApi, 'namespace' | 'request'>,
  tasks: readonly UnsettledTask[],
): Promise<IsTold> {
  const unwanted = tasks.filter(({ isUnwanted, first }) => isUnwanted && first !== undefined);
  const told = new Map<string, ReadonlySet<string>>();
  for (const token of new Set(unwanted.map((task) => task.token))) {
    const path = resourcePath(api.namespace, 'configmaps', cancelMapName(token));
    const answer = await api.request({ method: 'GET', path });
    if (!isWell(answer)) continue;
    const { data = {} } = answer.body as { readonly data?: { readonly [run: string]: string } };
    told.set(token, new Set(Object.keys(data)));
  }
  return ({ token, first }) =>
    first !== undefined && told.get(token)?.has(String(first.run)) === true;
}
