import type { CommandMain } from '../command-line/command.ts';
import type { why as declaration } from '../command-line/declarations/why.ts';
import { lookAtAll } from '../look/look-at.ts';
import { printProblems } from '../output/problems.ts';
import { whyRun } from '../output/why-run.ts';
import { whySweep } from '../output/why-sweep.ts';
import { chooseSweep } from '../select/choose-sweep.ts';
import { selectRuns } from '../select/select-runs.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweep(cli, args.target);
  if (!chosen.ok) return printProblems(cli, 'mrun why', chosen.problems);
  await lookAtAll(cli, [chosen.value.sweep]);
  const status = chosen.value.sweep.status();
  const isWhole = args.where === undefined && chosen.value.runs === undefined;
  // Of a large sweep the experiments are not read for the few that failed.
  if (isWhole) return whySweep(cli, chosen.value, status, undefined, args);
  const runs = selectRuns(cli, chosen.value, args.where, status);
  if (!runs.ok) return printProblems(cli, 'mrun why', runs.problems);
  const [run, ...others] = runs.value;
  const isOne = run !== undefined && others.length === 0 && chosen.value.runs !== undefined;
  if (isOne) return whyRun(cli, chosen.value, run, status, args);
  return whySweep(cli, chosen.value, status, runs.value, args);
};
