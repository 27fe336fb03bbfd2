import type { PodView } from '@mrunner/core/kubernetes';

/** A pod, and whose output its log is: nobody's where runs share it. */
export interface PodToCollect {
  readonly pod: PodView;
  readonly own?: { readonly run: number; readonly attempt: number };
}
