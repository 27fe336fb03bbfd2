import { isCluster, planWhereItRuns } from '@mrunner/dispatcher';
import type { CommandMain } from '../command-line/command.ts';
import type { show as declaration } from '../command-line/declarations/show.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAtAll } from '../look/look-at.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { runDetailsJson, runDetailsText } from '../output/run-details.ts';
import { runParts } from '../output/run-parts.ts';
import { wrapParts } from '../output/wrap-parts.ts';
import { chooseRun, runWord } from '../select/choose-run.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseRun(cli, args.run);
  if (!chosen.ok) return printProblems(cli, 'mrun show', chosen.problems);
  const { sweep, recorded } = chosen.value;
  await lookAtAll(cli, [sweep]);
  const status = sweep.status();
  const run = status.of(recorded.index);
  const planned = planWhereItRuns(cli.host, sweep)(
    recorded,
    Math.max(1, run.attempt),
    run.overrides,
  );
  if (args.json) {
    printJson(cli, runDetailsJson(cli, chosen.value, status, planned));
    return exitCode.ok;
  }
  const colours = coloursFor(cli.stdout, cli.env);
  const parts = runParts({ sweep, recorded, status: run }, cli.host.clock.now(), colours);
  cli.stdout.write(`${wrapParts(parts, ' · ', cli.stdout.columns)}\n`);
  cli.stdout.write(runDetailsText(cli, chosen.value, status, planned));
  const word = runWord(chosen.value, recorded.index);
  const why = run.state === 'succeeded' ? [] : [`mrun why ${word}`];
  printNext(
    cli,
    [
      ...why,
      `mrun logs ${word}`,
      `mrun debug ${word}${isCluster(sweep) ? ' --context local' : ''}`,
    ],
    args,
  );
  return exitCode.ok;
};
