import type { Context, Resources } from '@mrunner/core';

/** Runs of a context that ask for the same. */
export interface ResourceVariant {
  readonly context: Context;
  readonly resources: Resources;
  /** The first of them. */
  readonly index: number;
}
