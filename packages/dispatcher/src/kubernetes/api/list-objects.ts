import { isWell, type KubeAnswer, type KubeDone } from './kube-answer.ts';
import type { KubeApi, ListAnswer, ListOptions } from './kube-api.ts';
import { type KubeResource, resourcePath } from './resource-paths.ts';

/** Objects on a page. */
const pageSize = 500;
/** How often a list is begun again whose next page the server has forgotten. */
const mostBeginnings = 3;

/** See `KubeApi.list`. */
export async function listObjects<T>(
  api: Pick<KubeApi, 'namespace' | 'request'>,
  resource: KubeResource,
  { labels, fields }: ListOptions,
): Promise<ListAnswer<T>> {
  for (let beginnings = 1; ; beginnings++) {
    const items: T[] = [];
    let next: string | undefined;
    let failed: KubeAnswer | undefined;
    let resourceVersion = '';
    do {
      const answer = await api.request({
        method: 'GET',
        path: resourcePath(api.namespace, resource),
        query: { labelSelector: labels, fieldSelector: fields, limit: pageSize, continue: next },
      });
      const page = isWell(answer) ? pageOf<T>(answer) : undefined;
      if (page === undefined) {
        failed = isWell(answer) ? { kind: 'lost', text: 'the server gave no list' } : answer;
        break;
      }
      items.push(...page.items);
      resourceVersion = page.resourceVersion;
      next = page.next;
    } while (next !== undefined);
    if (failed === undefined) return { kind: 'listed', items, resourceVersion };
    const isExpired = failed.kind === 'done' && failed.code === 410 && next !== undefined;
    if (!isExpired || beginnings >= mostBeginnings) return failed;
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly next?: string;
}

function pageOf<T>({ body }: KubeDone): Page<T> | undefined {
  const { items, metadata } = (body ?? {}) as {
    readonly items?: unknown;
    readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  };
  if (!Array.isArray(items) && items !== null) return undefined;
  const next = metadata?.continue;
  return {
    items: items ?? [],
    resourceVersion: metadata?.resourceVersion ?? '',
    ...(next && { next }),
  };
}
