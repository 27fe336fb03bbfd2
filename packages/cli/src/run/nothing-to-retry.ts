import {
  canBeTriedAgain,
  indexesText,
  type RunState,
  runStates,
  type StateCounts,
} from '@mrunner/core';
import type { RetryOutcome } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { countsText } from '../output/state-text.ts';
import { ofSweep } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';

/**
 * Says why none of these runs is started again. Answers the exit code: 0 when none needs it, 2 when what was asked for can't be done.
 */
export const nothingToRetry = (
  args: { readonly failed: boolean; readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  chosen: ChosenSweep,
  runs: RetryOutcome['leftOut'],
): number => {
  const count = (...states: readonly RunState[]): number =>
    runs.filter(({ status }) => states.includes(status.state)).length;
  const counts = Object.fromEntries(runStates.map((state) => [state, count(state)])) as StateCounts;
  const isFine = runs.length > 0 && (args.failed || counts.succeeded === runs.length);
  if (args.json) {
    printJson(cli, { sweep: chosen.sweep.record.id, home: chosen.sweep.home, runs: [] });
    return isFine ? exitCode.ok : exitCode.usage;
  }
  const words = countsText(counts, coloursFor(cli.stderr, cli.env));
  const what = args.failed ? 'No run failed' : 'No run failed, was cancelled or got lost';
  const text = runs.length === 0 ? 'No run matches' : `${what}: ${words}`;
  const lives = runs.filter((run) => run.lives && canBeTriedAgain(run.status.state));
  const living = indexesText(lives.map(({ status }) => status.index));
  const wait = lives.length === 0 ? '' : `\nProcesses of them still live: ${living}`;
  cli.stderr.write(`${text}${wait}\nNothing was started.\n`);
  const of = ofSweep(chosen);
  const others = count('cancelled', 'unknown');
  printNext(
    cli,
    [
      ...(args.failed && others > 0 ? [`mrun retry${of}`] : []),
      ...(counts.planned > 0 ? [`mrun resume${of}`] : []),
      ...(counts.running + counts.pending > 0 ? [`mrun status${of} -w`] : []),
    ],
    args,
  );
  return isFine ? exitCode.ok : exitCode.usage;
};
