import {
  type LaunchOutcome,
  type Sweep,
  type SweepStatus,
  waitForSweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printNext } from '../output/next-commands.ts';
import { chooseReporter } from './choose-reporter.ts';
import { followedLaunch } from './followed-launch.ts';
import type { Interrupts } from './interrupts.ts';
import { lookingOn } from './launch-detached.ts';

/** What is followed, and who may end that. */
export interface Followed {
  readonly sweep: Sweep;
  /** How further commands name it: ` otter`, or nothing. */
  readonly of: string;
  readonly interrupts: Interrupts;
}

/**
 * Shows a sweep that another process launches until that one leaves, as if it were launched here. Ctrl-C only stops looking: then the
 * answer is an exit code.
 */
export const followSweep = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  { sweep, of, interrupts }: Followed,
): Promise<SweepStatus | number> => {
  const terminal = args.json ? cli.stderr : cli.stdout;
  const reporter = chooseReporter(args, cli, terminal, sweep);
  const followed = followedLaunch(sweep, sweep.status());
  const look = (status: SweepStatus): void => {
    for (const event of followed.look(status)) reporter.hear(event);
  };
  const stop = new AbortController();
  interrupts.listen(() => stop.abort());
  reporter.begin(followed);
  const status = await waitForSweep(cli.host, sweep, { signal: stop.signal, observe: look });
  look(status);
  reporter.end();
  if (!stop.signal.aborted) return status;
  if (!args.quiet) terminal.write('It goes on without being watched.\n');
  if (!args.json) printNext(cli, lookingOn(of), args);
  return exitCode.interrupted;
};

/** How the launcher of a sweep left, as its own process would tell. */
export const outcomeOf = ({ launcher, left, counts }: SweepStatus): LaunchOutcome => {
  if (launcher === 'gone')
    return { why: 'error', counts, text: 'its launcher died; what it started is kept' };
  const { why = 'finished', text } = left ?? {};
  // What is with a scheduler goes on without a launcher, as what another process took over.
  return {
    why: why === 'submitted' ? 'detached' : why,
    counts,
    ...(text !== undefined && { text }),
  };
};
