import type { RunToSubmit } from '@mrunner/core';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** The code that some runs of a context are to start with. */
export interface NeededCode {
  readonly context: string;
  /** Undefined: the sweep's own. */
  readonly code: string | undefined;
}

/** Which code runs need, each once. */
export function neededCodes(
  runs: readonly RunToSubmit[],
  { of }: Pick<SweepStatus, 'of'>,
): readonly NeededCode[] {
  const found = new Map<string, NeededCode>();
  for (const { recorded, context } of runs) {
    const code = of(recorded.index).overrides?.code;
    found.set(JSON.stringify([context, code]), { context, code });
  }
  return [...found.values()];
}
