import { startInBackground } from '../background/start-in-background.ts';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { ofSweep } from '../select/choose-run.ts';
import { printLogoutWarning } from './logout-warning.ts';
import type { SweepToLaunch } from './sweep-to-launch.ts';

/** Launches a sweep in the background, and waits only until it is at work. Answers the exit code. */
export const launchDetached = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  { sweep, named, interrupts, order, launched: hear, about }: SweepToLaunch,
): Promise<number> => {
  const { home, record } = sweep;
  const of = ofSweep({ sweep, named });
  const given = new AbortController();
  interrupts.listen(() => given.abort());
  const started = await startInBackground(cli, { home, ...order }, given.signal);
  if (given.signal.aborted) {
    cli.stderr.write(`Stopped; what was started is kept: mrun status${of}\n`);
    return exitCode.interrupted;
  }
  if (!started.ok) return printProblems(cli, about, started.problems, 'nothing was started');
  hear?.();
  await printLogoutWarning(cli);
  if (args.json) printJson(cli, { sweep: record.id, home });
  else if (!args.quiet)
    cli.stdout.write(
      `It runs in the background (process ${started.value.pid}). This terminal may be closed.\n`,
    );
  if (!args.json) printNext(cli, lookingOn(of), args);
  return exitCode.ok;
};

/** What there is to type while a sweep goes on in the background. */
export const lookingOn = (of: string): readonly string[] => [
  `mrun status${of} -w`,
  `mrun wait${of}`,
  `mrun cancel${of}`,
];
