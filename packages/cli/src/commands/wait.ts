import { runStates } from '@mrunner/core';
import type { CommandMain } from '../command-line/command.ts';
import type { wait as declaration } from '../command-line/declarations/wait.ts';
import { exitCode } from '../exit-codes.ts';
import { ageLine } from '../look/age-line.ts';
import { coloursFor } from '../output/colours.ts';
import { launcherText } from '../output/launcher-text.ts';
import { printProblems } from '../output/problems.ts';
import { countsText } from '../output/state-text.ts';
import { printStatusJson } from '../output/status-json.ts';
import { statusHead } from '../output/status-view.ts';
import { waitingLines } from '../output/waiting-lines.ts';
import { awaitSweep } from '../output/watch-sweep.ts';
import { chooseWholeSweep } from '../select/choose-sweep.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseWholeSweep(cli, args.sweep);
  if (!chosen.ok) return printProblems(cli, 'mrun wait', chosen.problems);
  const { sweep } = chosen.value;
  // Who reads that it waits may interrupt it.
  const watching = awaitSweep(cli, sweep, (old) => {
    if (!args.quiet) cli.stderr.write(`${ageLine(cli, sweep, old)}\n`);
  });
  if (!args.quiet) cli.stderr.write(`waiting for ${statusHead(cli, sweep, sweep.status())}\n`);
  const { status, interrupted, refreshed } = await watching;
  if (interrupted) return exitCode.interrupted;
  if (args.json) printStatusJson(cli, sweep, status, { refreshed });
  else {
    const launcher = launcherText(status, sweep.record.options.maxFailures);
    cli.stdout.write(`${countsText(status.counts, coloursFor(cli.stdout, cli.env))}\n`);
    // What keeps a cluster from answering was said when it began.
    const wasSaid = refreshed.trouble !== undefined && !args.quiet;
    const age = wasSaid ? undefined : ageLine(cli, sweep, refreshed);
    const said = [age, ...waitingLines(sweep, status), launcher];
    for (const line of said) if (line !== undefined) cli.stderr.write(`${line}\n`);
  }
  if (refreshed.trouble !== undefined) return exitCode.unreachable;
  const others = runStates.filter((state) => state !== 'succeeded');
  return others.every((state) => status.counts[state] === 0) ? exitCode.ok : exitCode.failed;
};
