import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { bytesText } from '../output/bytes-text.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';
import { countText } from '../output/sweep-words.ts';
import { carryOut, type Removal, type RemovalWish } from './removal.ts';
import { removalsJson, totalBytes } from './removal-text.ts';

/** Asks whether things may go. Answers an exit code when they may not. */
export const askToRemove = async (cli: Cli, command: string, what: string) => {
  const answer = await askYesOrNo(cli, `Remove ${what}? Nothing brings it back.`);
  if (answer === true) return undefined;
  if (answer === false) {
    cli.stderr.write('Nothing was removed.\n');
    return exitCode.ok;
  }
  return printMistake(
    cli,
    `${command}: nothing was removed: there is no terminal to ask on. Add -y.`,
  );
};

/** Removes all, one after the other, and says what became of them. Answers the exit code. */
export const removeAll = async (
  cli: Cli,
  args: RemovalWish & { readonly json: boolean; readonly quiet: boolean },
  command: string,
  removals: readonly Removal[],
  kept: readonly Problem[] = [],
): Promise<number> => {
  const removed: Removal[] = [];
  const problems: Problem[] = [];
  for (const removal of removals) {
    const done = await carryOut(cli, removal, args);
    if (done.ok) removed.push(removal);
    else problems.push(...done.problems);
  }
  if (args.json) printJson(cli, removalsJson(removed, [...kept, ...problems], false));
  else {
    const freed = bytesText(totalBytes(removed));
    cli.stdout.write(`${countText(removed.length, 'sweep')} removed, ${freed} freed.\n`);
  }
  if (problems.length > 0) {
    const code = printProblems(cli, command, problems);
    return code === exitCode.unreachable ? code : exitCode.failed;
  }
  if (!args.json) printNext(cli, ['mrun list'], args);
  return exitCode.ok;
};
