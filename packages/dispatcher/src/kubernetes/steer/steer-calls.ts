import { kubeLabels, ownerReference } from '@mrunner/core/kubernetes';
import type { KubeAnswer } from '../api/kube-answer.ts';
import type { KubeApi, KubeCall } from '../api/kube-api.ts';
import { resourcePath } from '../api/resource-paths.ts';

/** A Job by name and uid: one that was made anew under its name is never meant. */
export interface NamedJob {
  readonly token: string;
  readonly uid: string;
}

/**
 * Deletes a Job. `Foreground`: with all that belongs to it. `Orphan`: alone, so that nothing more of it starts and its pods go
 * on to their ends.
 */
export const deleteJob = (
  { namespace }: Pick<KubeApi, 'namespace'>,
  { token, uid }: NamedJob,
  propagationPolicy: 'Foreground' | 'Orphan',
): KubeCall => ({
  method: 'DELETE',
  path: resourcePath(namespace, 'jobs', token),
  body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, preconditions: { uid } },
  twice: true,
});

/** A pod by name and uid; with `version` as it was then. */
export interface NamedPod {
  readonly name: string;
  readonly uid: string;
  readonly version?: string | undefined;
}

/** Deletes one pod; with a version that is refused (409) when it changed since. */
export const deletePod = (
  { namespace }: Pick<KubeApi, 'namespace'>,
  { name, uid, version }: NamedPod,
): KubeCall => ({
  method: 'DELETE',
  path: resourcePath(namespace, 'pods', name),
  body: {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { uid, ...(version !== undefined && { resourceVersion: version }) },
  },
  twice: true,
});

/**
 * Has so many pods of a Job go at a time.
 *
 * @param version of the Job, where that is refused (409) when it changed since
 */
export const setParallelism = (
  { namespace }: Pick<KubeApi, 'namespace'>,
  token: string,
  parallelism: number,
  version: string | undefined,
): KubeCall => ({
  method: 'PATCH',
  path: resourcePath(namespace, 'jobs', token),
  body: {
    ...(version !== undefined && { metadata: { resourceVersion: version } }),
    spec: { parallelism },
  },
  twice: true,
});

/** Has a Job go on until more than so many of its indexes failed. */
export const setMostFailed = (
  { namespace }: Pick<KubeApi, 'namespace'>,
  token: string,
  mostFailed: number,
): KubeCall => ({
  method: 'PATCH',
  path: resourcePath(namespace, 'jobs', token),
  body: { spec: { maxFailedIndexes: mostFailed } },
  twice: true,
});

/** Has a Job go on that was submitted to wait. */
export const release = ({ namespace }: Pick<KubeApi, 'namespace'>, token: string): KubeCall => ({
  method: 'PATCH',
  path: resourcePath(namespace, 'jobs', token),
  body: { spec: { suspend: false } },
  twice: true,
});

/** The ConfigMap that workers of a batch look into: see `podPaths.cancel`. */
export const cancelMapName = (token: string): string => `${token}-cancel`;

/** Adds words to it, by name; makes it where there is none. */
export async function tellWorkers(
  api: Pick<KubeApi, 'namespace' | 'request'>,
  sweepId: string,
  { token, uid }: NamedJob,
  data: { readonly [name: string]: string },
): Promise<KubeAnswer> {
  const name = cancelMapName(token);
  const patch = {
    method: 'PATCH',
    path: resourcePath(api.namespace, 'configmaps', name),
    body: { data },
    twice: true,
  } as const;
  const patched = await api.request(patch);
  if (patched.kind !== 'done' || patched.code !== 404) return patched;
  const labels = { [kubeLabels.sweep]: sweepId, [kubeLabels.token]: token };
  const made = await api.request({
    method: 'POST',
    path: resourcePath(api.namespace, 'configmaps'),
    query: { fieldManager: 'mrunner', fieldValidation: 'Strict' },
    body: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels, ownerReferences: [ownerReference({ name: token, uid })] },
      data,
    },
  });
  // Somebody else made it meanwhile.
  return made.kind === 'done' && made.code === 409 ? api.request(patch) : made;
}

/** Whether what was to be done is done, or there is nothing left that it could be done to. */
export const isCarried = (answer: KubeAnswer): boolean =>
  answer.kind === 'done' && (answer.code < 300 || answer.code === 404 || answer.code === 409);
