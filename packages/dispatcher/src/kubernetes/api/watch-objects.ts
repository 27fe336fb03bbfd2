import type { Host } from '../../host/host.ts';
import { pause } from '../../host/pause.ts';
import { type KubeAnswer, refusalOf, troubleOf } from './kube-answer.ts';
import type { ChangeType, KubeApi, KubeCall, ListAnswer, WatchOptions } from './kube-api.ts';
import { type KubeResource, resourcePath } from './resource-paths.ts';
import { silenceAlarm } from './silence-alarm.ts';

/** What a watch needs of the API. */
export interface WatchParts<T> extends Pick<KubeApi, 'namespace'> {
  readonly list: () => Promise<ListAnswer<T>>;
  /** Hands on the body until the signal is aborted or it ends. */
  readonly follow: (
    call: KubeCall,
    told: (piece: Buffer) => void,
    signal: AbortSignal,
  ) => Promise<KubeAnswer>;
}

/** Seconds after which the server ends a watch, at least; spread, so that not all of them begin again together. */
const watchSeconds = 240;
/** Milliseconds over that in which it must have said goodbye: a connection that is open at one side only says nothing. */
const slack = 30_000;
/** Milliseconds without a byte after which a connection is given up: bookmarks come about once a minute. */
const longestSilence = 150_000;
/** Milliseconds that a watch lasts, or another one is not begun at once. */
const shortWatch = 1000;
const firstPause = 500;
const longestPause = 30_000;

/** See `KubeApi.watch`. */
export async function watchObjects<T>(
  host: Pick<Host, 'clock' | 'random'>,
  parts: WatchParts<T>,
  resource: KubeResource,
  options: WatchOptions<T>,
): Promise<void> {
  const { signal, labels, fields } = options;
  let version = options.resourceVersion;
  let failures = 0;
  let isTroubled = false;
  const trouble = (text: string | undefined): void => {
    if (text === undefined && !isTroubled) return;
    isTroubled = text !== undefined;
    if (!signal.aborted) options.trouble(text);
  };
  while (!signal.aborted) {
    if (version === undefined) {
      const listed = await parts.list();
      if (signal.aborted) return;
      if (listed.kind !== 'listed') {
        trouble(troubleOf(listed));
        await pause(host, pauseAfter(host, failures++), signal);
        continue;
      }
      version = listed.resourceVersion;
      trouble(undefined);
      options.relisted(listed.items);
    }
    const seconds = Math.round(watchSeconds * (1 + host.random() / 4));
    const lines = lineReader<T>();
    let wasAnswered = false;
    let expired = false;
    const begunAt = host.clock.elapsed();
    const silence = silenceAlarm(host, options.silence ?? longestSilence);
    const answer = await parts.follow(
      {
        method: 'GET',
        path: resourcePath(parts.namespace, resource),
        query: {
          watch: true,
          allowWatchBookmarks: true,
          labelSelector: labels,
          fieldSelector: fields,
          resourceVersion: version,
          timeoutSeconds: seconds,
        },
        milliseconds: seconds * 1000 + slack,
      },
      (piece) => {
        silence.heard();
        for (const { type, object } of lines(piece)) {
          if (signal.aborted) return;
          if (type === 'ERROR') {
            expired = isExpired(object);
            continue;
          }
          wasAnswered = true;
          failures = 0;
          trouble(undefined);
          version = versionOf(object) ?? version;
          if (type !== 'BOOKMARK') options.changed(type, object as T);
        }
      },
      AbortSignal.any([signal, silence.signal]),
    );
    silence.off();
    if (signal.aborted) return;
    // Open at one side only, perhaps: another one tells what this one did not.
    if (silence.signal.aborted) continue;
    if (expired || (answer.kind === 'done' && answer.code === 410)) {
      version = undefined;
      // A server that forgets at once must not be asked without end.
      if (!wasAnswered) await pause(host, pauseAfter(host, failures++), signal);
      continue;
    }
    const isWell = answer.kind === 'done' && answer.code < 300;
    if (isWell) {
      trouble(undefined);
      // One that is closed as soon as it is opened is asked less and less often.
      const wasShort = host.clock.elapsed() - begunAt < shortWatch;
      if (!wasAnswered || wasShort) await pause(host, pauseAfter(host, failures++), signal);
      continue;
    }
    if (!wasAnswered) trouble(troubleOf(answer));
    await pause(host, pauseAfter(host, failures++), signal);
  }
}

const pauseAfter = (host: Pick<Host, 'random'>, failures: number): number =>
  Math.min(longestPause, firstPause * 2 ** Math.min(failures, 10)) * (0.5 + host.random() / 2);

type WatchLine = { readonly type: ChangeType | 'BOOKMARK' | 'ERROR'; readonly object: unknown };

/** Reads a body of JSON lines piece by piece; what is no line of a watch is passed over. */
function lineReader<T>(): (piece: Buffer) => readonly WatchLine[] {
  let held: Buffer[] = [];
  return (piece) => {
    const found: WatchLine[] = [];
    let from = 0;
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, from)) {
      const line = Buffer.concat([...held, piece.subarray(from, at)]).toString();
      held = [];
      from = at + 1;
      const read = lineOf<T>(line);
      if (read !== undefined) found.push(read);
    }
    if (from < piece.length) held.push(piece.subarray(from));
    return found;
  };
}

function lineOf<T>(text: string): WatchLine | undefined {
  try {
    const parsed = JSON.parse(text) as { readonly type?: unknown; readonly object?: T };
    return typeof parsed.type === 'string' ? (parsed as WatchLine) : undefined;
  } catch {
    return undefined;
  }
}

const isExpired = (object: unknown): boolean => {
  const { code } = object as { readonly code?: number };
  const { reason } = refusalOf({ kind: 'done', code: code ?? 0, body: object });
  return code === 410 || reason === 'Expired' || reason === 'Gone';
};

const versionOf = (object: unknown): string | undefined =>
  (object as { readonly metadata?: { readonly resourceVersion?: string } }).metadata
    ?.resourceVersion;
