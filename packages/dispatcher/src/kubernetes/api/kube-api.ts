import type { ExecEnd, HttpAsk } from '../../host/kubernetes-connection.ts';
import type { KubeAnswer, KubeUnreached } from './kube-answer.ts';
import type { KubeQuery, KubeResource } from './resource-paths.ts';

/**
 * The API of a cluster, in the namespace of a context. Answers are values: what a server refuses is an answer too. One for a
 * whole command, so that connections are kept.
 */
export interface KubeApi {
  /** For messages: `kube context kind-lab, namespace ml`. */
  readonly title: string;
  readonly server: string;
  readonly namespace: string;
  readonly request: (call: KubeCall) => Promise<KubeAnswer>;
  /** All objects that have these labels, from all pages, or how the first page failed that did: never a part. */
  readonly list: <T>(resource: KubeResource, options: ListOptions) => Promise<ListAnswer<T>>;
  /**
   * Tells of changes until the signal is aborted, over as many connections as it takes. `resourceVersion` is that of a list: what
   * changed since is told; without one, a list is told first.
   */
  readonly watch: <T>(resource: KubeResource, options: WatchOptions<T>) => Promise<void>;
  /** Hands on a container's log as it comes; the answer has no body unless it was refused. */
  readonly log: (
    pod: string,
    options: LogOptions,
    told: (piece: Buffer) => void,
  ) => Promise<KubeAnswer>;
  /** Runs a command in a container. */
  readonly exec: (pod: string, options: PodExecOptions) => PodExec;
  /** Ends what is going on. */
  readonly close: () => void;
}

export interface KubeCall {
  readonly method: HttpAsk['method'];
  /** See `resourcePath`. */
  readonly path: string;
  readonly query?: KubeQuery;
  readonly body?: unknown;
  /** Default: JSON, and of a PATCH a merge patch. */
  readonly contentType?: string;
  /** How long to wait for the answer; 30 s unless said otherwise. */
  readonly milliseconds?: number;
  /**
   * Whether it may be carried out twice, as what is told by a name that it gives; so it is tried again when its answer was lost or
   * the server was busy. Default: of a GET. Of all that surely had no effect a try follows anyway.
   */
  readonly twice?: boolean;
}

export interface ListOptions {
  /** A selector: `mrunner.dev/sweep=brave-otter`. */
  readonly labels?: string;
  readonly fields?: string;
}

export type ListAnswer<T> =
  | {
      readonly kind: 'listed';
      readonly items: readonly T[];
      /** Of the list, for a watch. */
      readonly resourceVersion: string;
    }
  | KubeAnswer;

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchOptions<T> extends ListOptions {
  readonly resourceVersion?: string;
  readonly signal: AbortSignal;
  readonly changed: (type: ChangeType, object: T) => void;
  /** The server could not say what changed meanwhile: these are all that there are. */
  readonly relisted: (items: readonly T[]) => void;
  /** Why nothing is told at the moment; undefined when it is again. */
  readonly trouble: (text: string | undefined) => void;
  /** Milliseconds in which nothing came, after which a connection is believed dead and another one takes its place; default 150,000. */
  readonly silence?: number;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  /** RFC 3339. */
  readonly sinceTime?: string;
  /** What was said in the last so many seconds. */
  readonly sinceSeconds?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly timestamps?: boolean;
  readonly signal?: AbortSignal;
  /** In which nothing of it came, after which it is given up; 2 minutes. One that is followed may say nothing for long. */
  readonly milliseconds?: number;
}

export interface PodExecOptions {
  readonly container?: string;
  readonly words: readonly string[];
  /** A terminal there; what it prints is all told. */
  readonly tty?: boolean;
  readonly told: (bytes: Buffer) => void;
  readonly complained: (bytes: Buffer) => void;
  /** Called once, unless it was stopped before. */
  readonly ended: (end: PodExecEnd) => void;
}

export type PodExecEnd =
  | { readonly kind: 'done'; readonly code: number; readonly text: string }
  /** The API refused it. */
  | { readonly kind: 'refused'; readonly code: number; readonly text: string }
  | Extract<KubeAnswer, { kind: 'lost' }>
  | KubeUnreached;

export interface PodExec {
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  readonly close: () => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly stop: () => void;
}

/** How a command in a container ended, by what Kubernetes said of it. */
export function execEnd(end: ExecEnd): PodExecEnd {
  if (end.kind === 'cut') return { kind: 'lost', text: end.text };
  if (end.kind === 'unsent') {
    if (end.code === undefined) return { kind: 'unreached', text: end.text };
    return { kind: 'refused', code: end.code, text: messageIn(end.text) };
  }
  const { status, message, details } = parsedStatus(end.status);
  const text = typeof message === 'string' ? message : '';
  if (status === 'Success') return { kind: 'done', code: 0, text };
  const causes = details?.causes ?? [];
  const code = causes.find(({ reason }) => reason === 'ExitCode')?.message;
  return code === undefined
    ? { kind: 'lost', text: text || 'the command in the pod failed' }
    : { kind: 'done', code: Number(code), text };
}

interface ExecStatus {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly details?: {
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[];
  };
}

function parsedStatus(text: string): ExecStatus {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return { message: text };
  }
}

function messageIn(text: string): string {
  const { message } = parsedStatus(text);
  return typeof message === 'string' ? message : text;
}
