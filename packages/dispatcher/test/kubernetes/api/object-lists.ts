import { randomUUID } from 'node:crypto';
import type { Fields, KubeObject } from '../objects.ts';
import { badRequest, expired } from './api-error.ts';
import type { ObjectStore } from './object-store.ts';
import type { Target } from './request-target.ts';
import { apiVersionOf } from './resources.ts';
import { fieldMatch, labelMatch } from './selectors.ts';

/** Which objects a request is about. */
export function selection(
  { namespace, name }: Target,
  query: URLSearchParams,
): (object: KubeObject) => boolean {
  const labels = labelMatch(query.get('labelSelector') ?? '');
  const fields = fieldMatch(query.get('fieldSelector') ?? '');
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels(object) &&
    fields(object);
}

interface Rest {
  readonly revision: number;
  readonly items: readonly KubeObject[];
}

/** Lists, page by page; all pages are of the moment of the first one. */
export class ObjectLists {
  private readonly store: ObjectStore;
  private readonly pages = new Map<string, Rest>();

  constructor(store: ObjectStore) {
    this.store = store;
  }

  list(target: Target, query: URLSearchParams): Fields {
    const { items, revision } = this.begin(target, query);
    const limit = Number(query.get('limit') ?? 0);
    const page = limit > 0 ? items.slice(0, limit) : items;
    const left = items.slice(page.length);
    const { resource } = target;
    return {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: String(revision), ...this.continuation(left, revision) },
      // As the real server does, which leaves these out in lists.
      items: page.map(({ kind: _, apiVersion: __, ...item }) => item),
    };
  }

  private begin(target: Target, query: URLSearchParams): Rest {
    const token = query.get('continue');
    if (!token) {
      const selected = selection(target, query);
      const items = this.store.list(target.resource, target.namespace).filter(selected);
      return { items, revision: this.store.revision };
    }
    const rest = this.pages.get(token);
    if (rest === undefined)
      throw /^[\w-]+$/.test(token)
        ? expired(
            'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
          )
        : badRequest('continue key is not valid');
    return rest;
  }

  private continuation(items: readonly KubeObject[], revision: number): Fields {
    if (items.length === 0) return {};
    const token = randomUUID();
    this.pages.set(token, { items, revision });
    return { continue: token, remainingItemCount: items.length };
  }

  /** Makes all begun lists too old to go on with. */
  expire(): void {
    this.pages.clear();
  }
}
