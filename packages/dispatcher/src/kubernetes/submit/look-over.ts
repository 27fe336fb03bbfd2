import { type Context, fail, ok, type Problem, type Result } from '@mrunner/core';
import {
  droppedFields,
  isSupported,
  kubeContextProblems,
  kubeSettings,
  noImage,
} from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import { isWell } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { claimProblems, old, serverVersion, unreachable } from './check-kubernetes.ts';
import { lackingPermissions, type Permission } from './permissions.ts';
import { podProblem, refusedJob, trialJob, tryJob } from './try-job.ts';

/** What a cluster says to a context when it is asked for everything that runs need. */
export interface KubernetesLook {
  readonly title: string;
  readonly server: string;
  readonly version: string;
  /** How long it took to answer. */
  readonly milliseconds: number;
  /** Undefined when the server does not say. */
  readonly lacking: readonly Permission[] | undefined;
  /** What speaks against runs of the context. */
  readonly problems: readonly Problem[];
  /** What of a Job the server passes over. */
  readonly dropped: readonly string[];
  /** The quotas of the namespace that are used up: their names, with what there is none left of. */
  readonly usedUp: readonly string[];
}

/** Asks a cluster for everything that runs of a context need; nothing is left there. Problems when it can't be reached. */
export async function lookOver(host: Host, context: Context): Promise<Result<KubernetesLook>> {
  const api = await kubeApi(host, context);
  if (!api.ok) return api;
  try {
    return await look(host, api.value, context);
  } finally {
    api.value.close();
  }
}

async function look(host: Host, api: KubeApi, context: Context): Promise<Result<KubernetesLook>> {
  const begun = host.clock.elapsed();
  const version = await serverVersion(api);
  if (version.kind === 'answer') return fail(unreachable(context, version.answer));
  const milliseconds = host.clock.elapsed() - begun;
  const [lacking, claims, usedUp] = await Promise.all([
    lackingPermissions(api),
    claimProblems(api, context),
    usedUpQuotas(api),
  ]);
  const isOld = version.known !== undefined && !isSupported(version.known);
  const own = [
    ...(kubeSettings(context).image === undefined ? [noImage(context)] : []),
    ...kubeContextProblems(context),
  ];
  const trial = own.length > 0 ? undefined : await tryOut(api, context);
  return ok({
    title: api.title,
    server: api.server,
    version: version.text,
    milliseconds,
    lacking,
    usedUp,
    problems: [
      ...(isOld ? [old(context.name, version.text)] : []),
      ...own,
      ...claims,
      ...(trial?.problems ?? []),
    ],
    dropped: trial?.dropped ?? [],
  });
}

/** What the server says to a Job of the context. */
async function tryOut(
  api: KubeApi,
  context: Context,
): Promise<Pick<KubernetesLook, 'problems' | 'dropped'>> {
  const job = trialJob({ context, resources: context.resources, count: 1, index: 0 });
  const answer = await tryJob(api, job);
  if (isWell(answer)) {
    const refused = await podProblem(api, context, job);
    return {
      problems: refused === undefined ? [] : [refused],
      dropped: droppedFields(job, answer.body),
    };
  }
  const problem =
    answer.kind === 'done' ? refusedJob(api, context, answer) : unreachable(context, answer);
  return { problems: [problem], dropped: [] };
}

interface Quota {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly hard?: { readonly [resource: string]: string };
    readonly used?: { readonly [resource: string]: string };
  };
}

/** Quotas of which nothing is left; none where the user may not see them. */
async function usedUpQuotas(api: KubeApi): Promise<readonly string[]> {
  const answer = await api.request({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(api.namespace)}/resourcequotas`,
  });
  if (!isWell(answer)) return [];
  const { items = [] } = answer.body as { readonly items?: readonly Quota[] };
  return items.flatMap(({ metadata, status }) =>
    Object.entries(status?.hard ?? {})
      .filter(([resource, hard]) => status?.used?.[resource] === hard)
      .map(([resource, hard]) => `${metadata.name}: all ${hard} of ${resource} are used`),
  );
}
