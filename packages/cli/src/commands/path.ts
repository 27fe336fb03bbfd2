import { readFetched } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { path as declaration } from '../command-line/declarations/path.ts';
import { exitCode } from '../exit-codes.ts';
import { farDirectory } from '../output/far-directory.ts';
import { printJson } from '../output/json.ts';
import { shownPath } from '../output/paths.ts';
import { printProblems } from '../output/problems.ts';
import { type ChosenRun, chooseRun, runWord } from '../select/choose-run.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseRun(cli, args.run);
  if (!chosen.ok) return printProblems(cli, 'mrun path', chosen.problems);
  const { sweep, recorded } = chosen.value;
  const dir = `${sweep.home}/${recorded.directory}`;
  const far = farDirectory(sweep.record, recorded);
  if (far !== undefined) return printFar(args, cli, chosen.value, far);
  if (args.json) printJson(cli, { id: `${sweep.record.id}/${recorded.index}`, dir });
  else cli.stdout.write(`${dir}\n`);
  if (!cli.host.files.exists(dir)) {
    cli.stderr.write(
      `#${recorded.index} has not started yet: its directory is made when it does.\n`,
    );
  }
  return exitCode.ok;
};

/** A run on another machine is there; what was fetched of it is here. */
const printFar = (
  args: Arguments<typeof declaration>,
  cli: Cli,
  chosen: ChosenRun,
  far: string,
): number => {
  const { sweep, recorded } = chosen;
  const here = `${sweep.home}/${recorded.directory}`;
  const isFetched = readFetched(cli.host, sweep.home).has(recorded.index);
  if (args.json) {
    printJson(cli, {
      id: `${sweep.record.id}/${recorded.index}`,
      dir: here,
      far,
      fetched: isFetched,
    });
    return exitCode.ok;
  }
  cli.stdout.write(`${far}\n`);
  cli.stderr.write(
    isFetched
      ? `fetched: ${shownPath(cli, here)}\n`
      : `bring it here: mrun fetch ${runWord(chosen, recorded.index)}\n`,
  );
  return exitCode.ok;
};
