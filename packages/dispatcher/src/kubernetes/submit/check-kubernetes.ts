import { type Context, fail, ok, type Problem, type Result } from '@mrunner/core';
import {
  claimManifest,
  isSupported,
  type KubeVersion,
  kubeResourceProblems,
  kubeSettings,
  oldestVersion,
  versionOf,
} from '@mrunner/core/kubernetes';
import { loginAdvice } from '../../cluster/login-advice.ts';
import type { ResourceVariant } from '../../cluster/submit/resource-variant.ts';
import type { Host } from '../../host/host.ts';
import { isWell, type KubeAnswer, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { readObject } from './ensure-object.ts';
import { podProblem, refusedJob, trialJob, tryJob } from './try-job.ts';

/** What is to be submitted to a cluster, as far as it is known before anything is recorded. */
export interface KubeCheck {
  /** All of one place. */
  readonly contexts: readonly [Context, ...Context[]];
  readonly variants: readonly ResourceVariant[];
}

/** What is known of a cluster once it was asked. */
export interface CheckedKubernetes {
  /** `kube context kind-lab, namespace ml`. */
  readonly title: string;
  readonly version: string;
}

/**
 * Asks a cluster whether it would take what is to be submitted, before anything is recorded: whether it is reached, whether it is new
 * enough, and what it says to a Job of each kind of run. Everything that is wrong at once; nothing is left there.
 */
export async function checkKubernetes(
  host: Host,
  check: KubeCheck,
): Promise<Result<CheckedKubernetes>> {
  const [first] = check.contexts;
  const api = await kubeApi(host, first);
  if (!api.ok) return api;
  try {
    return await askAll(api.value, check);
  } finally {
    api.value.close();
  }
}

async function askAll(
  api: KubeApi,
  { contexts, variants }: KubeCheck,
): Promise<Result<CheckedKubernetes>> {
  const [first] = contexts;
  const version = await serverVersion(api);
  if (version.kind === 'answer') {
    return fail(unreachable(first, version.answer));
  }
  const { text, known } = version;
  const problems = (
    await Promise.all([
      ...contexts.map((context) => claimProblems(api, context)),
      ...variants.map((variant) => variantProblems(api, variant)),
    ])
  ).flat();
  const tooOld = known !== undefined && !isSupported(known) ? [old(first.name, text)] : [];
  const all = [...tooOld, ...problems];
  return all.length > 0 ? fail(...all) : ok({ title: api.title, version: text });
}

/** What a server says that it is. */
export async function serverVersion(
  api: KubeApi,
): Promise<
  | { readonly kind: 'version'; readonly text: string; readonly known: KubeVersion | undefined }
  | { readonly kind: 'answer'; readonly answer: KubeAnswer }
> {
  const answer = await api.request({ method: 'GET', path: '/version', milliseconds: 15_000 });
  if (!isWell(answer)) return { kind: 'answer', answer };
  const { gitVersion } = (answer.body ?? {}) as { readonly gitVersion?: unknown };
  const text = typeof gitVersion === 'string' ? gitVersion : 'unknown';
  return { kind: 'version', text, known: versionOf(text) };
}

/** What is told of a cluster that gave no answer. */
export const unreachable = (context: Context, answer: KubeAnswer): Problem => ({
  kind: 'unreachable',
  path: `contexts.${context.name}`,
  message: troubleOf(answer),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { details: [loginAdvice(context)] }),
});

/** The problem of a server without what mrunner needs. */
export const old = (context: string, version: string): Problem => ({
  kind: 'conflict',
  path: `contexts.${context}`,
  message: `expected Kubernetes ${oldestVersion.major}.${oldestVersion.minor} or newer, which retries single runs of a Job; got ${version}`,
});

async function variantProblems(
  api: KubeApi,
  variant: ResourceVariant,
): Promise<readonly Problem[]> {
  const { context, resources, index } = variant;
  const path = `contexts.${context.name}`;
  const meaningless = kubeResourceProblems(resources, `${path}.resources`);
  if (meaningless.length > 0) return meaningless.map((it) => ({ ...it, indexes: [index] }));
  const job = trialJob(variant);
  const answer = await tryJob(api, job);
  if (isWell(answer)) {
    const refused = await podProblem(api, context, job);
    return refused === undefined ? [] : [{ ...refused, indexes: [index] }];
  }
  if (answer.kind !== 'done') return [unreachable(context, answer)];
  return [{ ...refusedJob(api, context, answer), indexes: [index] }];
}

/** What a context wants to mount and the namespace does not have. Whether Secrets are there mrunner may not ask. */
export async function claimProblems(api: KubeApi, context: Context): Promise<readonly Problem[]> {
  const settings = kubeSettings(context);
  const path = `contexts.${context.name}`;
  const isMade = claimManifest(settings) !== undefined;
  const { pvc } = settings;
  const own = pvc === undefined || isMade ? [] : [missingClaim(api, pvc, `${path}.pvc`)];
  const others = settings.volumes.map(async ({ source }, i) => {
    const at = `${path}.volumes[${i}]`;
    if (source.kind === 'config_map') {
      return missing(api, ['configmaps', source.name], `${at}.config_map`, 'ConfigMap');
    }
    // The claim that mrun makes may be mounted twice.
    if (source.kind !== 'claim' || (isMade && source.name === pvc)) return undefined;
    return missing(api, ['persistentvolumeclaims', source.name], `${at}.claim`, 'volume claim');
  });
  return (await Promise.all([...own, ...others])).filter((problem) => problem !== undefined);
}

const missingClaim = async (api: KubeApi, pvc: string, path: string) => {
  const problem = await missing(api, ['persistentvolumeclaims', pvc], path, 'volume claim');
  const details = ['mrun makes it when it knows how large: default_pvc_size: 100Gi'];
  return problem && { ...problem, details };
};

/** The problem that there is no such object; undefined where there is one, or the server does not say. */
async function missing(
  api: KubeApi,
  [resource, name]: readonly ['persistentvolumeclaims' | 'configmaps', string],
  path: string,
  word: string,
): Promise<Problem | undefined> {
  const there = await readObject(api, resource, name);
  if (there.kind !== 'refused' || there.problem !== 'missing') return undefined;
  return {
    kind: 'missing',
    path,
    message: `there is no ${word} ${name} in namespace ${api.namespace}`,
  };
}
