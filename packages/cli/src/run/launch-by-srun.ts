import { srunSweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { coloursFor } from '../output/colours.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { endLaunch } from './end-launch.ts';
import { amongOutput, liveOutput } from './live-output.ts';
import { plainReporter } from './plain-reporter.ts';
import { quietReporter } from './reporter.ts';
import { steerLaunch } from './steer-launch.ts';
import type { SweepToLaunch } from './sweep-to-launch.ts';

/** Starts runs by srun and shows what they print, until all have ended. Answers the exit code. */
export const launchBySrun = async (
  args: { readonly json: boolean; readonly quiet: boolean; readonly detach: boolean },
  cli: Cli,
  { sweep, named, interrupts, order, launched: hear, about }: SweepToLaunch,
): Promise<number> => {
  if (args.detach) return printMistake(cli, noDetach);
  const terminal = args.json ? cli.stderr : cli.stdout;
  const begunAt = cli.host.clock.now();
  const { varying } = sweep.record;
  const output = liveOutput(cli, terminal, () => isAlone);
  const reporter = args.quiet
    ? quietReporter(cli.stderr.write)
    : amongOutput(
        (write) => plainReporter(write, varying, cli.host.clock.now, coloursFor(terminal, cli.env)),
        output,
      );
  const parallel = sweep.status().parallel ?? sweep.record.options.parallel;
  const isAlone = parallel === 1 || sweep.record.count === 1;
  const launched = await srunSweep(cli.host, sweep, {
    ...order,
    observe: reporter.hear,
    printed: args.quiet ? () => {} : output.printed,
  });
  if (!launched.ok) return printProblems(cli, about, launched.problems, 'nothing was started');
  const launch = launched.value;
  hear?.();
  reporter.begin(launch);
  const leave = (): void => void launch.leave();
  const steerNoMore = steerLaunch(cli, { launch, leave, canLeave: false, reporter, interrupts });
  const outcome = await launch.done.finally(() => {
    steerNoMore();
    reporter.end();
  });
  const took = cli.host.clock.now() - begunAt;
  return endLaunch(args, cli, { sweep, named, status: sweep.status(), outcome, took });
};

const noDetach =
  'runs of srun end with the mrun that started them, so --detach is not possible: cmd_type: sbatch, or --cmd_type sbatch. Nothing was started.';
