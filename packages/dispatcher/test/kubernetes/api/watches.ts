import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../objects.ts';
import { ApiError, statusOf } from './api-error.ts';
import { selection } from './object-lists.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { Target } from './request-target.ts';
import { apiVersionOf } from './resources.ts';
import { tableAnswer } from './tables.ts';

interface Watch {
  readonly response: ServerResponse;
  /** Of a client, which faults are for, not of a node. */
  readonly ofClient: boolean;
  frozen: boolean;
  end(): void;
}

interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}

export interface WatchRequest {
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly ofClient: boolean;
  readonly asTable: boolean;
}

/** The watches that are open, and their faults. */
export class Watches {
  private readonly store: ObjectStore;
  private readonly open = new Set<Watch>();
  private readonly bookmarkMilliseconds: number;
  /** How a watch from a forgotten revision is refused: as the first event, or by the status of the answer. */
  refuseBy: 'event' | 'status' = 'event';

  constructor(store: ObjectStore, bookmarkMilliseconds: number) {
    this.store = store;
    this.bookmarkMilliseconds = bookmarkMilliseconds;
  }

  /** Answers a watch; ends with its `timeoutSeconds`. */
  begin({ target, query, ofClient, asTable }: WatchRequest, response: ServerResponse): void {
    const selected = selection(target, query);
    const first = this.firstEvents(target, query, selected);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const watch: Watch = { response, ofClient, frozen: false, end: () => finish() };
    const send = (event: WatchEvent) => {
      if (watch.frozen || response.writableEnded) return;
      const { type, object } = event;
      const plain = !asTable || type === 'ERROR' || type === 'BOOKMARK';
      const shown = plain ? object : tableAnswer(target.resource, object as KubeObject);
      response.write(`${JSON.stringify({ type, object: shown })}\n`);
    };
    const stop = this.store.listen((change) => {
      if (change.resource !== target.resource) return;
      const event = eventOf(change, selected);
      if (event !== undefined) send(event);
    });
    const bookmark = () => send(this.bookmark(target));
    const wantsBookmarks = query.get('allowWatchBookmarks') === 'true';
    const timer = wantsBookmarks ? setInterval(bookmark, this.bookmarkMilliseconds) : undefined;
    const seconds = Number(query.get('timeoutSeconds') ?? 0) || 1800;
    const limit = setTimeout(() => {
      if (wantsBookmarks) bookmark();
      if (!watch.frozen) finish();
    }, seconds * 1000);
    const forget = () => {
      stop();
      clearInterval(timer);
      clearTimeout(limit);
      this.open.delete(watch);
    };
    const finish = () => {
      forget();
      response.end();
    };
    response.on('close', forget);
    this.open.add(watch);
    for (const event of first) send(event);
    if (first.some(({ type }) => type === 'ERROR')) finish();
  }

  private firstEvents(
    target: Target,
    query: URLSearchParams,
    selected: (object: KubeObject) => boolean,
  ): WatchEvent[] {
    const from = query.get('resourceVersion') ?? '';
    if (query.get('sendInitialEvents') === 'true' || from === '' || from === '0') {
      const items = this.store.list(target.resource, target.namespace).filter(selected);
      const events: WatchEvent[] = items.map((object) => ({
        type: 'ADDED',
        object,
      }));
      if (query.get('sendInitialEvents') === 'true') events.push(this.bookmark(target, true));
      return events;
    }
    if (!/^\d+$/.test(from))
      throw new ApiError(400, 'BadRequest', `invalid resource version "${from}"`);
    try {
      return this.store
        .changesAfter(Number(from))
        .filter(({ resource }) => resource === target.resource)
        .flatMap((change) => eventOf(change, selected) ?? []);
    } catch (error) {
      if (this.refuseBy === 'status') throw error;
      return [{ type: 'ERROR', object: statusOf(error) }];
    }
  }

  private bookmark({ resource }: Target, initialEnd = false) {
    const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    return {
      type: 'BOOKMARK',
      object: {
        kind: resource.kind,
        apiVersion: apiVersionOf(resource),
        metadata: { resourceVersion: String(this.store.revision), ...annotations },
      },
    };
  }

  private ofClients(): Watch[] {
    return [...this.open].filter(({ ofClient }) => ofClient);
  }

  /** How many clients watch at the moment. */
  get count(): number {
    return this.ofClients().filter(({ frozen }) => !frozen).length;
  }

  close(): void {
    for (const watch of this.ofClients()) watch.end();
  }

  /** No byte comes any more, and no end. */
  freeze(): void {
    for (const watch of this.ofClients()) watch.frozen = true;
  }
}

/** What a watch with a selector hears of a change. */
function eventOf(
  { type, object, previous }: Change,
  selected: (object: KubeObject) => boolean,
): { type: string; object: KubeObject } | undefined {
  const was = previous !== undefined && selected(previous);
  const is = type !== 'DELETED' && selected(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  if (was) return { type: 'DELETED', object };
  return undefined;
}
