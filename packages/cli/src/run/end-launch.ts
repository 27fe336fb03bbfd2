import type { Cli } from '../cli.ts';
import { printStatusJson } from '../output/status-json.ts';
import { type Ending, exitCodeOf, printEnding } from './ending.ts';

/** Tells how a launch ended, to a person or a program. Answers the exit code. */
export const endLaunch = (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  ending: Ending,
): number => {
  if (args.json) printStatusJson(cli, ending.sweep, ending.status);
  else printEnding(cli, ending, args);
  return exitCodeOf(ending);
};
