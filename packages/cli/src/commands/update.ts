import { wishUpdate } from '@mrunner/dispatcher';
import type { CommandMain } from '../command-line/command.ts';
import type { update as declaration } from '../command-line/declarations/update.ts';
import { exitCode } from '../exit-codes.ts';
import { parallelText, readParallel } from '../load/parallel-flag.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { sweepWord } from '../select/choose-run.ts';
import { chooseSweep } from '../select/choose-sweep.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  if (args.parallel === undefined)
    return printMistake(cli, 'mrun update needs what to change: --parallel N, or --parallel auto.');
  const parallel = readParallel(args.parallel);
  const chosen = chooseSweep(cli, args.sweep);
  if (!chosen.ok || !parallel.ok) {
    const problems = [
      ...(chosen.ok ? [] : chosen.problems),
      ...(parallel.ok ? [] : parallel.problems),
    ];
    return printProblems(cli, 'mrun update', problems, 'nothing was changed');
  }
  const { sweep } = chosen.value;
  const { launcher, parallel: wished } = sweep.status();
  const before = wished ?? sweep.record.options.parallel;
  wishUpdate(cli.host, sweep, parallel.value);
  if (args.json) {
    printJson(cli, { sweep: sweep.record.id, parallel: parallel.value, before });
    return exitCode.ok;
  }
  const isAtWork = launcher === 'alive' || launcher === 'elsewhere';
  const when = isAtWork ? 'from now on' : 'as soon as it is resumed';
  cli.stdout.write(
    `${sweep.record.id}: ${parallelText(parallel.value)} ${when} (before: ${parallelText(before)})\n`,
  );
  const word = sweepWord(chosen.value);
  const of = word === '' ? '' : ` ${word}`;
  printNext(cli, [isAtWork ? `mrun status${of} -w` : `mrun resume${of}`], args);
  return exitCode.ok;
};
