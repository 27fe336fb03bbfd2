/** Which cluster, and as whom, by the user's own configuration of kubectl. */
export interface KubeChoice {
  /** Absolute path of a kubeconfig; undefined: as kubectl finds it, else that of the pod that this process is in. */
  readonly kubeconfig?: string;
  /** A context in it; undefined: its current one. */
  readonly context?: string;
  /** Where KUBECONFIG, HOME and proxies are looked up. */
  readonly env: { readonly [name: string]: string | undefined };
}

/** The way to an API server that a kubeconfig describes: certificates, tokens, plugins that get them, proxies. */
export interface KubeConnection {
  /** Of the kubeconfig. */
  readonly context: string;
  readonly server: string;
  /** What the kubeconfig says; undefined: nothing. */
  readonly namespace: string | undefined;
  readonly send: (ask: HttpAsk) => Stoppable;
  readonly exec: (ask: ExecAsk) => ExecSession;
  /** Ends what is going on, and idle connections. */
  readonly close: () => void;
}

export interface Stoppable {
  readonly stop: () => void;
}

export interface HttpAsk {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly head: (status: number, headers: { readonly [name: string]: unknown }) => void;
  readonly told: (bytes: Buffer) => void;
  /** Called once, unless it was stopped before. */
  readonly ended: (end: HttpEnd) => void;
}

export type HttpEnd =
  | { readonly kind: 'whole' }
  /** Whether the server took it is not known. */
  | { readonly kind: 'cut'; readonly text: string }
  /** For certain. */
  | { readonly kind: 'unsent'; readonly text: string; readonly wantsLogin?: true };

export interface ExecAsk {
  /** With its query. */
  readonly path: string;
  readonly told: (bytes: Buffer) => void;
  readonly complained: (bytes: Buffer) => void;
  /** Called once, unless it was stopped before. */
  readonly ended: (end: ExecEnd) => void;
}

export type ExecEnd =
  /** `status` is what Kubernetes says of the end, as JSON. */
  | { readonly kind: 'done'; readonly status: string }
  | { readonly kind: 'cut'; readonly text: string }
  | { readonly kind: 'unsent'; readonly text: string; readonly code?: number };

export interface ExecSession extends Stoppable {
  /** Resolves when there is room for more; false: it takes no more. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** Ends its input, where the server knows how to. */
  readonly close: () => void;
  /** Tells how large the terminal is. */
  readonly resize: (columns: number, rows: number) => void;
}
