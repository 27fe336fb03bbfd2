import { isCluster, usesSrun } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { launchAttached } from './launch-attached.ts';
import { launchBySrun } from './launch-by-srun.ts';
import { launchDetached } from './launch-detached.ts';
import { submitAttached } from './submit-attached.ts';
import type { LaunchFlags, SweepToLaunch } from './sweep-to-launch.ts';

/** Starts what is to be started of a sweep where its runs belong. Answers the exit code. */
export const startLaunch = (
  flags: LaunchFlags,
  cli: Cli,
  start: SweepToLaunch,
): Promise<number> => {
  if (usesSrun(start.sweep)) return launchBySrun(flags, cli, start);
  if (isCluster(start.sweep)) return submitAttached(flags, cli, start);
  return flags.detach ? launchDetached(flags, cli, start) : launchAttached(flags, cli, start);
};
