import type { SweepOptions } from '@mrunner/core';
import type { Takes } from '../../src/launch/launch-events.ts';
import type { SweepStatus } from '../../src/sweep-home/sweep-status.ts';
import { wishRetry } from '../../src/wishes/wish-retry.ts';
import type { Rig, RigOptions } from '../rig.ts';

/** How runs are started in a test. */
export interface StartOptions {
  readonly takes?: Takes;
  readonly options?: Partial<SweepOptions>;
}

/** A sweep of real processes at some place, which tests that hold everywhere know no more of. */
export interface PlaceRig extends AsyncDisposable, Pick<Rig, 'dir' | 'host' | 'sweep' | 'allText'> {
  /** Starts runs, and goes on while they run. */
  readonly start: (options?: StartOptions) => Promise<void>;
  /** Waits until nothing is running or going to by itself. */
  readonly rest: () => Promise<SweepStatus>;
  /** Both. */
  readonly run: (options?: StartOptions) => Promise<SweepStatus>;
  /** What is known now. */
  readonly look: () => Promise<SweepStatus>;
  /** Waits until it is so. */
  readonly until: (isSo: (status: SweepStatus) => boolean) => Promise<SweepStatus>;
  /** Cancels, and goes on without waiting for the ends. */
  readonly cancel: (runs: 'all' | readonly number[]) => Promise<void>;
  /** Wishes another attempt of failed runs, and starts them. */
  readonly retry: (runs: readonly number[]) => Promise<ReturnType<typeof wishRetry>>;
  /** A file of a run's directory, where the run is. */
  readonly read: (index: number, file: string) => string;
  readonly path: (index: number, file: string) => string;
}

/** What not every place has, and not every test needs. */
export type Ability =
  /** Everything that runs write can be read after them. */
  | 'files'
  /** The next attempt finds what the one before wrote. */
  | 'earlierFiles'
  /** Of two that start the same attempt only one does. */
  | 'claims'
  /** Members of a composite have a directory in common. */
  | 'sharedDirectory'
  /** Runs and tests can meet by pipes of this machine. */
  | 'meetings';

/** The abilities that a place lacks, each with words of its documentation that say so. */
export type Lacks = { readonly [ability in Ability]?: string };

/** Somewhere that sweeps can be. */
export interface TestPlace {
  readonly name: string;
  readonly lacks: Lacks;
  readonly rig: (options: RigOptions) => Promise<PlaceRig>;
}

/** What all rigs share: waiting, and another attempt. */
export const withWaiting = (
  base: Omit<PlaceRig, 'run' | 'until' | 'retry'>,
  pause: number,
): PlaceRig => ({
  ...base,
  run: async (options) => {
    await base.start(options);
    return base.rest();
  },
  until: async (isSo) => {
    for (;;) {
      const status = await base.look();
      if (isSo(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  },
  retry: async (runs) => {
    const wished = wishRetry(base.host, base.sweep, { runs, failedOnly: false });
    await base.start({ takes: 'wanted' });
    return wished;
  },
});
