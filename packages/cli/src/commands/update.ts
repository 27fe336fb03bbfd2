import { wishUpdate } from '@mrunner/dispatcher';
import type { CommandMain } from '../command-line/command.ts';
import type { update as declaration } from '../command-line/declarations/update.ts';
import { exitCode } from '../exit-codes.ts';
import { optionsText, readUpdate } from '../load/update-flags.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
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
  const { launcher, parallel: wished, gpus } = sweep.status();
  const before = {
    parallel: wished ?? sweep.record.options.parallel,
    gpus: gpus ?? sweep.record.contexts[0]?.gpus ?? 'auto',
  };
  const now = change.value;
  wishUpdate(cli.host, sweep, now);
  if (args.json) {
    printJson(cli, {
      sweep: sweep.record.id,
      parallel: now.parallel ?? before.parallel,
      before: before.parallel,
      gpus: now.gpus ?? before.gpus,
    });
    return exitCode.ok;
  }
  const isAtWork = launcher === 'alive' || launcher === 'elsewhere';
  const when = isAtWork ? 'from now on' : 'as soon as it is resumed';
  const changed = {
    ...(now.parallel !== undefined && { parallel: before.parallel }),
    ...(now.gpus !== undefined && { gpus: before.gpus }),
  };
  cli.stdout.write(
    `${sweep.record.id}: ${optionsText(now)} ${when} (before: ${optionsText(changed)})\n`,
  );
  const of = ofSweep(chosen.value);
  printNext(cli, [isAtWork ? `mrun status${of} -w` : `mrun resume${of}`], args);
  return exitCode.ok;
};
