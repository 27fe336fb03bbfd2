import type { CommandMain } from '../command-line/command.ts';
import type { context } from '../command-line/declarations/context.ts';
import { changeByCommand } from '../contexts/change-command.ts';
import { listContexts, showContext } from '../contexts/show-contexts.ts';
import { type ContextArguments, wishedFlags } from '../contexts/wished-flags.ts';
import { readConfigs } from '../load/config-files.ts';
import { printMistake, printProblems } from '../output/problems.ts';

/** Lists the contexts, shows every value of one with its origin, or changes them. */
export const main: CommandMain<typeof context> = async (args, cli) => {
  const { action = 'list' } = args;
  const isQuestion = action === 'list' || action === 'show';
  if (!isQuestion) return changeByCommand(args, cli);
  if (changesSomething(args)) {
    return printMistake(
      cli,
      `mrun context ${action} changes nothing. To change a context: mrun context edit NAME`,
    );
  }
  const configs = readConfigs(cli, cli.cwd, args.config);
  if (configs.problems.length > 0) return printProblems(cli, 'contexts', configs.problems);
  const asked = args.which ?? args.name ?? args.context;
  if (action === 'show') return showContext(cli, configs, asked, args.json);
  if (asked !== undefined)
    return printMistake(cli, `To see one context: mrun context show ${asked}`);
  return listContexts(cli, configs, args.json);
};

const changesSomething = (args: ContextArguments): boolean =>
  args.unset.length > 0 ||
  args.user ||
  args.project ||
  Object.keys(wishedFlags(args).flags).length > 0;
