import type { Context } from '@mrunner/core';

/** What the workers of one context have in common. */
export interface ContextSetting {
  readonly context: Context;
  /** What workers inherit: the launcher's environment with the context's variables. */
  readonly env: { readonly [name: string]: string };
  /** Values of dotenv files and secrets. */
  readonly privateValues: { readonly [name: string]: string };
  /** Secrets of its single runs; empty where there is no set-up that could change them. */
  readonly runSecrets: { readonly [name: string]: string };
}

/** Why no worker of a context can be had. */
export interface SetUpFailure {
  readonly code: number;
  readonly why: string;
  readonly output: string;
}
