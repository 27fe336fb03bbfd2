import { isCluster, isKubernetes, refreshSweep, wishUpdate } from '@mrunner/dispatcher';
import type { CommandMain } from '../command-line/command.ts';
import type { update as declaration } from '../command-line/declarations/update.ts';
import { exitCode } from '../exit-codes.ts';
import { optionsText, readUpdate } from '../load/update-flags.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { carryOutThere } from '../run/carry-out-there.ts';
import { ofSweep } from '../select/choose-run.ts';
import { chooseWholeSweep } from '../select/choose-sweep.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const change = readUpdate(args);
  const chosen = chooseWholeSweep(cli, args.sweep);
  if (change.ok && change.value === undefined)
    return printMistake(cli, 'mrun update needs what to change: --parallel N, or --gpus LIST.');
  if (!chosen.ok || !change.ok || change.value === undefined) {
    const problems = [...(chosen.ok ? [] : chosen.problems), ...(change.ok ? [] : change.problems)];
    return printProblems(cli, 'mrun update', problems, 'nothing was changed');
  }
  const { sweep } = chosen.value;
  if (isCluster(sweep)) await refreshSweep(cli.host, sweep);
  const { launcher, counts, parallel: wished, gpus } = sweep.status();
  const before = {
    parallel: wished ?? sweep.record.options.parallel,
    gpus: gpus ?? sweep.record.contexts[0]?.gpus ?? 'auto',
  };
  const now = change.value;
  if (isCluster(sweep) && now.gpus !== undefined)
    return printMistake(
      cli,
      `GPUs of a cluster are given out by its scheduler: ${sweep.record.contexts[0]?.name} takes --parallel alone.`,
    );
  wishUpdate(cli.host, sweep, now);
  const carried = isCluster(sweep) ? await carryOutThere(cli, sweep) : { code: exitCode.ok };
  if (args.json) {
    printJson(cli, {
      sweep: sweep.record.id,
      parallel: now.parallel ?? before.parallel,
      before: before.parallel,
      gpus: now.gpus ?? before.gpus,
    });
    return carried.code;
  }
  const { running, pending } = counts;
  const isAtWork =
    launcher === 'alive' || launcher === 'elsewhere' || (isCluster(sweep) && running + pending > 0);
  // Kubernetes would end runs for that.
  const isLater = isKubernetes(sweep) && typeof now.parallel === 'number' && running > now.parallel;
  const when = whenText(isAtWork, isLater);
  const changed = {
    ...(now.parallel !== undefined && { parallel: before.parallel }),
    ...(now.gpus !== undefined && { gpus: before.gpus }),
  };
  cli.stdout.write(
    `${sweep.record.id}: ${optionsText(now)} ${when} (before: ${optionsText(changed)})\n`,
  );
  if (carried.text !== undefined) cli.stdout.write(`  ${carried.text}\n`);
  if (isLater) cli.stdout.write(`  ${untilThen}\n`);
  const of = ofSweep(chosen.value);
  printNext(cli, [isAtWork ? `mrun status${of} -w` : `mrun resume${of}`], args);
  return carried.code;
};

const whenText = (isAtWork: boolean, isLater: boolean): string => {
  if (!isAtWork) return 'as soon as it is resumed';
  return isLater ? 'once no more than that go on' : 'from now on';
};

const untilThen =
  'Kubernetes starts others as runs end; for certain: mrun pause, and mrun resume when they have ended';
