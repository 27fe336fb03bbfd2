import { type BackgroundOrder, launchSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { printProblems } from '../output/problems.ts';
import { countText } from '../output/sweep-words.ts';
import { chooseReporter } from './choose-reporter.ts';
import { endLaunch } from './end-launch.ts';
import type { Interrupts } from './interrupts.ts';

/** How a sweep is launched from here, and shown. */
export interface AttachedLaunch {
  readonly sweep: Sweep;
  readonly interrupts: Interrupts;
  readonly order: Omit<BackgroundOrder, 'home'>;
  /** What problems are about, such as `spec.ts › spec`. */
  readonly about: string;
}

/** Launches a sweep and shows how it goes, until it has ended or somebody leaves it to the background. Answers the exit code. */
export const launchAttached = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  { sweep, interrupts, order, about }: AttachedLaunch,
): Promise<number> => {
  // With --json standard output is for the program that asked.
  const terminal = args.json ? cli.stderr : cli.stdout;
  const begunAt = cli.host.clock.now();
  const reporter = chooseReporter(args, cli, terminal, sweep);
  const launched = await launchSweep(cli.host, sweep, { ...order, observe: reporter.hear });
  if (!launched.ok) return printProblems(cli, about, launched.problems, 'nothing was started');
  const launch = launched.value;
  reporter.begin(launch);
  let times = 0;
  interrupts.listen(() => {
    times++;
    const { running } = launch;
    const what = running.size === 0 ? 'the set-up' : countText(running.size, 'run');
    if (times === 1) reporter.say(`Stopping ${what}; Ctrl-C again ends it all at once.`);
    launch.stop(times === 1 ? 'term' : 'kill');
  });
  const outcome = await launch.done;
  reporter.end();
  const took = cli.host.clock.now() - begunAt;
  return endLaunch(args, cli, { sweep, status: sweep.status(), outcome, took });
};
