import { type NewRemark, readRemarks, writeRemark } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { shortId } from '../select/short-id.ts';
import { aboutOf, type RemarkTarget } from './remark-target.ts';
import { remarksJson, remarksText } from './remarks-text.ts';

/** Writes what is said, if it is anything, and shows what holds by then. Answers the exit code. */
export const say = (
  cli: Cli,
  args: { readonly json: boolean; readonly quiet: boolean },
  command: string,
  target: RemarkTarget,
  said: NewRemark,
): number => {
  const { sweep } = target.chosen;
  if (Object.keys(said).length > 0) {
    const written = writeRemark(cli.host, sweep, { ...aboutOf(target), ...said });
    if (!written.ok) return printProblems(cli, command, written.problems, 'nothing was written');
  }
  const remarks = readRemarks(cli.host, sweep.home);
  if (args.json) {
    printJson(cli, remarksJson(cli, target, remarks));
    return exitCode.ok;
  }
  cli.stdout.write(remarksText(cli, target, remarks));
  const word = shortId(sweep.record.id);
  const next = remarks.any
    ? [`mrun list ${word}`]
    : [`mrun note ${word} TEXT`, `mrun tag ${word} TAG`];
  printNext(cli, next, args);
  return exitCode.ok;
};
