import type { Context, Resources } from '@mrunner/core';

/** Runs of a context that ask for the same. */
export interface ResourceVariant {
  readonly context: Context;
  readonly resources: Resources;
  readonly count: number;
  /** The first of them. */
  readonly index: number;
}
