import type { Context } from '@mrunner/core';
import { clusterFacts, type Login, logIn, logOut, placeOf } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { login as declaration } from '../command-line/declarations/login.ts';
import { clusterText } from '../doctor/cluster-text.ts';
import { exitCode } from '../exit-codes.ts';
import { namedContext } from '../load/named-context.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';

/** Begins a connection that all commands share, or ends it. */
export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = namedContext(cli, args.target, args.config);
  if (!chosen.ok) return printProblems(cli, 'mrun login', chosen.problems);
  const context = chosen.value;
  if (context.backend !== 'slurm') {
    return printMistake(
      cli,
      `${context.name} is ${context.backend}: there is nothing to log in to.`,
    );
  }
  if (args.end) return end(cli, context);
  const asks = cli.stdin.isTerminal && cli.stderr.isTerminal;
  const login = await logIn(cli.host, context, asks);
  if (!login.ok) return printProblems(cli, `mrun login ${context.name}`, login.problems);
  const place = placeOf(cli.host, context);
  const facts = await clusterFacts(cli.host, place, context, { fresh: true });
  if (args.json) printJson(cli, { ...login.value, ...(facts.ok && { facts: facts.value }) });
  else cli.stdout.write(loginText(context, login.value));
  if (!facts.ok) return printProblems(cli, place.title, facts.problems);
  if (!args.json) {
    cli.stdout.write(`${clusterText(facts.value)}\n`);
    printNext(cli, ['mrun status', `mrun doctor ${context.name}`], args);
  }
  return exitCode.ok;
};

const end = async (cli: Cli, context: Context): Promise<number> => {
  const ended = await logOut(cli.host, context);
  cli.stdout.write(
    ended
      ? `The connection of ${context.name} is ended.\n`
      : `There is no connection of ${context.name} to end.\n`,
  );
  return exitCode.ok;
};

const hour = 3600;

const loginText = ({ name }: Context, { title, isOld, whose, persist = 0 }: Login): string => {
  if (title === undefined) return `The cluster of ${name} is this machine: no login is needed.\n`;
  if (whose === 'user')
    return `Connected to ${title} by the connection of your ssh configuration.\n`;
  if (whose === 'nobody') return `${title} lets you in without a question, each time anew.\n`;
  if (isOld) return `You are logged in to ${title}.\n`;
  const lasts = `until nobody has used it for ${persist / hour} hours, or it breaks`;
  return `Logged in to ${title}. The connection stays ${lasts}; end it: mrun login ${name} --end\n`;
};
