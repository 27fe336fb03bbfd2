import type { BackgroundOrder, Sweep } from '@mrunner/dispatcher';
import { startInBackground } from '../background/start-in-background.ts';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { sweepWord } from '../select/choose-run.ts';
import type { Interrupts } from './interrupts.ts';
import { printLogoutWarning } from './logout-warning.ts';

/** How a sweep is launched in the background. */
export interface DetachedLaunch {
  readonly sweep: Sweep;
  /** Whether further commands must name it. */
  readonly named: boolean;
  readonly interrupts: Interrupts;
  readonly order: Omit<BackgroundOrder, 'home'>;
  /** What problems are about, such as `spec.ts › spec`. */
  readonly about: string;
}

/** Launches a sweep in the background, and waits only until it is at work. Answers the exit code. */
export const launchDetached = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  { sweep, named, interrupts, order, about }: DetachedLaunch,
): Promise<number> => {
  const { home, record } = sweep;
  const word = sweepWord({ sweep, named });
  const of = word === '' ? '' : ` ${word}`;
  const given = new AbortController();
  interrupts.listen(() => given.abort());
  const started = await startInBackground(cli, { home, ...order }, given.signal);
  if (given.signal.aborted) {
    cli.stderr.write(`Stopped; what was started is kept: mrun status${of}\n`);
    return exitCode.interrupted;
  }
  if (!started.ok) return printProblems(cli, about, started.problems, 'nothing was started');
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
