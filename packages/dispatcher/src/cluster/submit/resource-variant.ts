import type { Context, Resources } from '@mrunner/core';

/** Runs of a context that ask for the same. */
export interface ResourceVariant {
  readonly context: Context;
  readonly resources: Resources;
  readonly count: number;
  /** Runs side by side in each task, where they share tasks: it asks for so many times as much. Default: 1. */
  readonly slots?: number;
  /** The first of them. */
  readonly index: number;
}
