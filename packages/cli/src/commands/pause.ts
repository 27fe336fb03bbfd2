import { isCluster, isKubernetes, refreshSweep, wishPause } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { pause as declaration } from '../command-line/declarations/pause.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { launcherName } from '../output/launcher-name.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { carryOutThere } from '../run/carry-out-there.ts';
import { ofSweep } from '../select/choose-run.ts';
import { type ChosenSweep, chooseWholeSweep } from '../select/choose-sweep.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseWholeSweep(cli, args.sweep);
  if (!chosen.ok) return printProblems(cli, 'mrun pause', chosen.problems);
  const { sweep } = chosen.value;
  if (isCluster(sweep)) return pauseThere(args, cli, chosen.value);
  const { counts, launcher } = sweep.status();
  const isAtWork = launcher === 'alive' || launcher === 'elsewhere';
  if (isAtWork) wishPause(cli.host, sweep);
  const running = counts.running + counts.pending;
  if (args.json) {
    printJson(cli, { sweep: sweep.record.id, paused: isAtWork, running, waiting: counts.planned });
    return exitCode.ok;
  }
  const goOn = running === 0 ? 'nothing runs' : `${running} running go on to their end`;
  const wait = counts.planned === 0 ? 'none waits' : `${counts.planned} wait`;
  const text = isAtWork
    ? `${goOn}, ${wait}`
    : `no launcher is at work, so nothing was to be paused; ${goOn}, ${wait}`;
  cli.stdout.write(`${sweep.record.id}: ${text}\n`);
  if (launcher === 'elsewhere')
    cli.stdout.write(`  ${launcherName(cli, sweep)} will pause it, if it still lives\n`);
  const of = ofSweep(chosen.value);
  printNext(cli, [...(counts.planned > 0 ? [`mrun resume${of}`] : []), `mrun status${of}`], args);
  return exitCode.ok;
};

/** What the scheduler has of it, and has not started, is held. */
const pauseThere = async (
  args: Arguments<typeof declaration>,
  cli: Cli,
  chosen: ChosenSweep,
): Promise<number> => {
  const { sweep } = chosen;
  await refreshSweep(cli.host, sweep);
  wishPause(cli.host, sweep);
  const { text, code } = await carryOutThere(cli, sweep);
  const { running, ...left } = sweep.status().counts;
  // What a Job that is being deleted has not started is about to be planned again.
  const { pending, planned } = isKubernetes(sweep)
    ? { pending: 0, planned: left.pending + left.planned }
    : left;
  const waiting = pending + planned;
  if (args.json) {
    printJson(cli, { sweep: sweep.record.id, paused: text === undefined, running, waiting });
    return code;
  }
  const goOn = running === 0 ? 'nothing runs' : `${running} running go on to their end`;
  const held = pending === 0 ? [] : [`${pending} in the queue are held`];
  const wait = planned === 0 ? [] : [`${planned} are not submitted`];
  cli.stdout.write(`${sweep.record.id}: ${[goOn, ...held, ...wait].join(', ')}\n`);
  if (text !== undefined) cli.stdout.write(`  ${text}\n`);
  const of = ofSweep(chosen);
  printNext(cli, [...(waiting > 0 ? [`mrun resume${of}`] : []), `mrun status${of}`], args);
  return code;
};
