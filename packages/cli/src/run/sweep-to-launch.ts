import type { BackgroundOrder, CheckedCluster, Sweep } from '@mrunner/dispatcher';
import type { Interrupts } from './interrupts.ts';

/** A sweep that a command launches, from its own process or in the background. */
export interface SweepToLaunch {
  readonly sweep: Sweep;
  /** Whether further commands must name it. */
  readonly named: boolean;
  readonly interrupts: Interrupts;
  readonly order: Omit<BackgroundOrder, 'home'>;
  /** Hears that a launcher has it. */
  readonly launched?: () => void;
  /** Index of the run to look at next. Default: the first of the sweep. */
  readonly lookAt?: number | undefined;
  /** What its cluster was asked already. */
  readonly checked?: CheckedCluster | undefined;
  /** What is submitted was shown already. */
  readonly told?: boolean;
  /** What problems are about, such as `spec.ts › spec`. */
  readonly about: string;
}

/** How a command launches. */
export interface LaunchFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly detach: boolean;
}
