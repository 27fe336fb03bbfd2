import { isWell } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';

/** Something that mrunner does with objects of a kind. */
export interface Permission {
  readonly verb: string;
  readonly group: string;
  /** With a part: `pods/log`. */
  readonly resource: string;
  /** What does not work without it. */
  readonly neededFor: string;
  /** Whether nothing works without it. */
  readonly isVital: boolean;
}

const permission = (
  [resource, verbs, neededFor]: readonly [string, string, string],
  isVital: boolean,
): readonly Permission[] =>
  verbs.split(' ').map((verb) => ({
    verb,
    group: resource === 'jobs' ? 'batch' : '',
    resource,
    neededFor,
    isVital,
  }));

/** The minimal Role: what runs need to be started and looked at. */
const vital = [
  ['jobs', 'create get list patch delete', 'starting, looking at and cancelling runs'],
  ['pods', 'get list delete', 'telling how runs go, and cancelling single ones'],
  ['pods/log', 'get', 'logs and results'],
  ['configmaps', 'create get patch delete', 'bringing commands and code'],
] as const;

const useful = [
  ['jobs', 'watch', 'following runs without asking again and again'],
  ['pods', 'watch', 'following runs without asking again and again'],
  ['pods', 'create', 'asking whether the namespace would take pods, without making one'],
  ['secrets', 'create delete', 'values of secrets and env_file'],
  ['services', 'create get patch', 'composites, whose members find each other by name'],
  ['pods/exec', 'create get', 'mrun shell, mrun fetch, and code on volumes'],
  ['persistentvolumeclaims', 'get create', 'default_pvc_size'],
  ['resourcequotas', 'list', 'telling which quotas are used up'],
] as const;

export const permissions: readonly Permission[] = [
  ...vital.flatMap((row) => permission(row, true)),
  ...useful.flatMap((row) => permission(row, false)),
];

/** Those of the permissions that the user of a context lacks; undefined when the server does not say. */
export async function lackingPermissions(api: KubeApi): Promise<readonly Permission[] | undefined> {
  const answers = await Promise.all(permissions.map((wanted) => mayDo(api, wanted)));
  if (answers.every((answer) => answer === undefined)) return undefined;
  return permissions.filter((_, i) => answers[i] === false);
}

async function mayDo(
  api: KubeApi,
  { verb, group, resource: whole }: Permission,
): Promise<boolean | undefined> {
  const [resource, subresource] = whole.split('/');
  const answer = await api.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          namespace: api.namespace,
          verb,
          group,
          resource,
          ...(subresource !== undefined && { subresource }),
        },
      },
    },
    twice: true,
  });
  if (!isWell(answer)) return undefined;
  const { status } = answer.body as { readonly status?: { readonly allowed?: boolean } };
  return status?.allowed === true;
}
