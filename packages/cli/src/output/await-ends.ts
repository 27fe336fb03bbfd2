import { refreshSweep, type Sweep, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

const pause = 100;

/** Seconds that a launcher, or a scheduler, gets beyond the grace of the runs. */
const patience = 5;

/** Milliseconds between two questions to a scheduler, each time longer. */
const askPauses = [1000, 2000, 3000, 5000] as const;

/** Who ends runs that were cancelled. */
export type Ender =
  /** Nobody, or somebody who can't be waited for. */
  | 'nobody'
  /** A launcher, which writes it down in the home. */
  | 'launcher'
  /** A scheduler: it must be asked. */
  | 'scheduler';

/** Waits until runs that were cancelled have ended: at most as long as they have to obey. */
export const awaitEnds = async (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  runs: readonly number[],
  ender: Ender,
): Promise<SweepStatus> => {
  const begun = host.clock.elapsed();
  const until = begun + (sweep.record.options.grace + patience) * 1000;
  let asked = 0;
  let nextQuestion = begun + askPauses[0];
  for (;;) {
    const status = sweep.status();
    const isGoing = runs.some((index) =>
      ['planned', 'pending', 'running'].includes(status.of(index).state),
    );
    const now = host.clock.elapsed();
    if (ender === 'nobody' || !isGoing || now > until) return status;
    if (ender === 'scheduler' && now >= nextQuestion) {
      await refreshSweep(host, sweep, { force: true });
      asked++;
      nextQuestion = host.clock.elapsed() + (askPauses[asked] ?? askPauses[3]);
      continue;
    }
    await new Promise<void>((resolve) => host.clock.after(pause, resolve));
  }
};
