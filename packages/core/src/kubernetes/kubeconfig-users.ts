import { parse } from 'yaml';

/** What a user of a kubeconfig is beyond what Kubernetes' library reads of one. */
export interface KubeconfigUser {
  readonly name: string;
  /** A file with a token, which may change; relative to the kubeconfig. It counts before a token that stands there too. */
  readonly tokenFile?: string;
  /** Whom requests are made as, and in which groups. */
  readonly as?: string;
  readonly asGroups: readonly string[];
}

/** Reads the users of a kubeconfig (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/); what is no user is left out. */
export function kubeconfigUsers(text: string): readonly KubeconfigUser[] {
  const { users } = (parse(text) ?? {}) as { readonly users?: unknown };
  if (!Array.isArray(users)) return [];
  return users.flatMap((entry: { readonly name?: unknown; readonly user?: unknown } | null) => {
    if (typeof entry?.name !== 'string') return [];
    const user = (entry.user ?? {}) as { readonly [key: string]: unknown };
    const { tokenFile, as, 'as-groups': groups } = user;
    return [
      {
        name: entry.name,
        ...(isText(tokenFile) && { tokenFile }),
        ...(isText(as) && { as }),
        asGroups: Array.isArray(groups) ? groups.filter(isText) : [],
      },
    ];
  });
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
