import type { Cli } from '../cli.ts';

/** Asks a question that yes is the only go-ahead to. Undefined: there is nobody to ask. */
export const askYesOrNo = async (cli: Cli, question: string): Promise<boolean | undefined> => {
  if (!cli.stdin.isTerminal || !cli.stderr.isTerminal) return undefined;
  cli.stderr.write(`${question} [y/N] `);
  const answer = await cli.stdin.line();
  if (answer === undefined) cli.stderr.write('\n');
  return /^y(es)?$/i.test(answer?.trim() ?? '');
};
