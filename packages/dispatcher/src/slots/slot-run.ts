import type { Resources } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** A run that is to have a slot. */
export interface SlotRun {
  readonly index: number;
  readonly resources: Resources;
  /** The GPUs that its context lets it use: `auto`, or a list. Undefined where nobody said. */
  readonly gpus: string | undefined;
  /** What it would see of CUDA_VISIBLE_DEVICES without us. */
  readonly visible: string | undefined;
}

/** What slots work with. */
export interface SlotsParts {
  readonly host: Host;
  readonly sweepId: string;
  /** As of now: it can change while runs go on. */
  readonly parallel: () => number | 'auto';
  /** Calls back when nothing of a run's ended attempts lives any more. */
  readonly whenGone: (run: number, gone: () => void) => void;
  readonly say: (text: string) => void;
  readonly giveUp: (text: string) => void;
}
