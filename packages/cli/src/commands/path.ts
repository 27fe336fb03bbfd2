import type { CommandMain } from '../command-line/command.ts';
import type { path as declaration } from '../command-line/declarations/path.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { printProblems } from '../output/problems.ts';
import { chooseRun } from '../select/choose-run.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseRun(cli, args.run);
  if (!chosen.ok) return printProblems(cli, 'mrun path', chosen.problems);
  const { sweep, recorded } = chosen.value;
  const dir = `${sweep.home}/${recorded.directory}`;
  if (args.json) printJson(cli, { id: `${sweep.record.id}/${recorded.index}`, dir });
  else cli.stdout.write(`${dir}\n`);
  if (!cli.host.files.exists(dir)) {
    cli.stderr.write(
      `#${recorded.index} has not started yet: its directory is made when it does.\n`,
    );
  }
  return exitCode.ok;
};
