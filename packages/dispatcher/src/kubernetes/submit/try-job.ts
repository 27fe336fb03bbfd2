import type { Context, Problem } from '@mrunner/core';
import { type Job, jobManifest, kubeSettings, podRefusal } from '@mrunner/core/kubernetes';
import type { ResourceVariant } from '../../cluster/submit/resource-variant.ts';
import { isWell, type KubeAnswer, refusalOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { resourcePath } from '../api/resource-paths.ts';
import { effectOf, strict } from './ensure-object.ts';

/** The Job of a kind of run, to be asked about: it is never made. */
export const trialJob = ({ context, resources, image, count }: ResourceVariant): Job =>
  jobManifest({
    token: 'mr-trial',
    sweep: { id: 'trial' },
    context,
    image: image ?? kubeSettings(context).image ?? 'trial',
    resources,
    runs: [[0, 1]],
    tasks: Math.min(count, 1000),
    parallelism: 1,
    retries: context.retries,
    retryOn: context.retryOn,
    grace: context.grace,
    batchMaps: ['mr-trial'],
    ...(context.code === 'git' && { commit: 'trial' }),
    hash: '',
  });

/** Has the server check a Job as strictly as it can, without making it. */
export const tryJob = (api: KubeApi, job: Job): Promise<KubeAnswer> =>
  api.request({
    method: 'POST',
    path: resourcePath(api.namespace, 'jobs'),
    query: { ...strict, dryRun: 'All' },
    body: job,
    twice: true,
  });

/**
 * What a namespace has against the pods of a Job that it takes: many rules are for pods alone, and a Job that can't make any waits for
 * ever. Undefined where there is nothing, or the user may not ask.
 */
export async function podProblem(
  api: KubeApi,
  { name }: Context,
  { spec: { template } }: Job,
): Promise<Problem | undefined> {
  const answer = await api.request({
    method: 'POST',
    path: resourcePath(api.namespace, 'pods'),
    query: { ...strict, dryRun: 'All' },
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'mr-trial' },
      spec: template.spec,
    },
    twice: true,
  });
  if (isWell(answer) || answer.kind !== 'done' || answer.code !== 403) return undefined;
  const refusal = podRefusal(refusalOf(answer).message);
  return refusal && { kind: 'conflict', path: `contexts.${name}`, ...refusal };
}

/** What a server says against the Job of a context. */
export function refusedJob(
  api: Pick<KubeApi, 'namespace' | 'title'>,
  { name }: Context,
  answer: Extract<KubeAnswer, { kind: 'done' }>,
): Problem {
  const path = `contexts.${name}`;
  const effect = effectOf(answer);
  const text = effect.kind === 'well' ? '' : effect.text;
  const { status, message } = refusalOf(answer);
  if (status === 403) {
    const message = `you may not make Jobs in namespace ${api.namespace}: ${text}`;
    const details = ['docs/kubernetes.md has the Role that somebody must give you'];
    return { kind: 'conflict', path, message, details };
  }
  if (status === 404 && /^namespaces /.test(message)) {
    const message = `there is no namespace ${api.namespace} (${api.title})`;
    return { kind: 'missing', path: `${path}.namespace`, message };
  }
  return { kind: 'conflict', path, message: `Kubernetes would not take a Job of it: ${text}` };
}
