import { launchSweep, type Takes } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { printProblems } from '../output/problems.ts';
import { chooseReporter } from './choose-reporter.ts';
import { endLaunch } from './end-launch.ts';
import { handOver } from './hand-over.ts';
import { steerLaunch } from './steer-launch.ts';
import type { SweepToLaunch } from './sweep-to-launch.ts';

/** Launches a sweep and shows how it goes, until it has ended or somebody leaves it to the background. Answers the exit code. */
export const launchAttached = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  { sweep, named, interrupts, order, launched: hear, about }: SweepToLaunch,
): Promise<number> => {
  // With --json standard output is for the program that asked.
  const terminal = args.json ? cli.stderr : cli.stdout;
  const begunAt = cli.host.clock.now();
  const reporter = chooseReporter(args, cli, terminal, sweep);
  const launched = await launchSweep(cli.host, sweep, { ...order, observe: reporter.hear });
  if (!launched.ok) return printProblems(cli, about, launched.problems, 'nothing was started');
  const launch = launched.value;
  hear?.();
  reporter.begin(launch);
  let takes: Takes = 'nothing';
  const leave = (): void => {
    takes = launch.leave();
  };
  const steerNoMore = steerLaunch(cli, { launch, leave, reporter, interrupts });
  const outcome = await launch.done.finally(() => {
    steerNoMore();
    reporter.end();
  });
  if (outcome.why === 'detached') return handOver(args, cli, sweep, { takes });
  const took = cli.host.clock.now() - begunAt;
  return endLaunch(args, cli, { sweep, named, status: sweep.status(), outcome, took });
};
