import type { CommandMain } from '../command-line/command.ts';
import type { run } from '../command-line/declarations/run.ts';
import { exitCode } from '../exit-codes.ts';
import { scriptWords } from '../load/script-words.ts';
import { leaveOutDone } from '../load/skip-done.ts';
import { startSweep } from '../run/start-sweep.ts';
import { showPlan } from './plan.ts';

/** Starts what a spec gives, or shows what would be started. */
export const main: CommandMain<typeof run> = async (given, cli) => {
  const words = scriptWords(cli, 'run', given);
  if (typeof words === 'number') return words;
  const args = await leaveOutDone(cli, { ...given, words });
  if (args === undefined) return exitCode.ok;
  if (!args.dryRun) return startSweep(args, cli);
  // Thousands of lines: a person asks for them.
  return showPlan(args, cli, { ...args, script: args.script || !cli.stdout.isTerminal });
};
