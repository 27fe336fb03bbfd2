import { isCluster, type Refreshed, refreshSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { ageLine } from './age-line.ts';

/**
 * Brings what is known of a sweep up to date, before a command reads it. A cluster that can't be reached is no mistake: what was known
 * is shown, with its age.
 */
export const lookAt = (cli: Pick<Cli, 'host'>, sweep: Sweep): Promise<Refreshed> =>
  isCluster(sweep) ? refreshSweep(cli.host, sweep) : Promise.resolve({});

/** The same for commands whose output is about something else: how old things are is said on standard error. */
export const lookAtAll = async (cli: Cli, sweeps: readonly Sweep[]): Promise<void> => {
  for (const sweep of sweeps) {
    const line = ageLine(cli, sweep, await lookAt(cli, sweep));
    if (line !== undefined) cli.stderr.write(`${line}\n`);
  }
};
