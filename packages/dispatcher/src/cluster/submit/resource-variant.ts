import type { Context, Resources } from '@mrunner/core';

/** Runs of a context that ask for the same. */
export interface ResourceVariant {
  readonly context: Context;
  readonly resources: Resources;
  /** The image that the command line names for them. */
  readonly image?: string;
  readonly count: number;
  /** Runs side by side in each task, where they share tasks: it asks for so many times as much. Default: 1. */
  readonly slots?: number;
  /** The first of them. */
  readonly index: number;
}
