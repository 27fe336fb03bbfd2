import type { LaunchOptions } from '../../launch/launch-sweep.ts';
import type { FarNames } from '../code/bring-code.ts';
import type { SubmitEvent, SubmitPace } from './submit-events.ts';

/** How a sweep is to be submitted. */
export interface SubmitOptions extends Omit<LaunchOptions, 'observe'> {
  readonly observe?: (event: SubmitEvent) => void;
  /** Stays until all are submitted, where the scheduler has no room for all at once. */
  readonly feeds?: boolean;
  /** Ends waiting; what was submitted stays so. */
  readonly signal?: AbortSignal;
  readonly pace?: Partial<SubmitPace>;
  /** What of code is there, where that was asked already. */
  readonly names?: FarNames | undefined;
}
