import type { Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

const pause = 100;

/** Seconds that a launcher gets beyond the grace of the runs. */
const patience = 5;

/**
 * Waits until runs that were cancelled have ended: at most as long as they have to obey.
 *
 * @param wait without, there is nobody to wait for
 */
export const awaitEnds = async (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  runs: readonly number[],
  wait: boolean,
): Promise<SweepStatus> => {
  const until = host.clock.now() + (sweep.record.options.grace + patience) * 1000;
  for (;;) {
    const status = sweep.status();
    const isGoing = runs.some((index) =>
      ['planned', 'pending', 'running'].includes(status.of(index).state),
    );
    if (!wait || !isGoing || host.clock.now() > until) return status;
    await new Promise<void>((resolve) => host.clock.after(pause, resolve));
  }
};
