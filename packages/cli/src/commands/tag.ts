import { didYouMean, type Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { tag as declaration } from '../command-line/declarations/tag.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { pinOf, type RemarkTarget, remarkTarget } from '../remarks/remark-target.ts';
import { sweepTags } from '../remarks/remarks-text.ts';
import { say } from '../remarks/say.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const pin = pinOf(args);
  if (pin === undefined) return printMistake(cli, 'mrun tag takes --pin or --unpin, not both.');
  // `mrun tag +best` is about the newest sweep: no sweep's name begins like that.
  const isTag = args.target?.startsWith('+') === true;
  const target = remarkTarget(cli, isTag ? undefined : args.target);
  if (!target.ok) return printProblems(cli, 'mrun tag', target.problems, 'nothing was written');
  const words = isTag ? [args.target ?? '', ...args.tags] : args.tags;
  const addedTags = words.map((word) => word.replace(/^\+/, ''));
  const problems = checkTags(cli, target.value, addedTags, args.remove);
  if (problems.length > 0) return printProblems(cli, 'mrun tag', problems, 'nothing was written');
  return say(cli, args, 'mrun tag', target.value, {
    ...pin,
    ...(addedTags.length > 0 && { addedTags }),
    ...(args.remove.length > 0 && { removedTags: args.remove }),
  });
};

const checkTags = (
  cli: Cli,
  target: RemarkTarget,
  added: readonly string[],
  removed: readonly string[],
): readonly Problem[] => {
  const problems: Problem[] = [];
  for (const tag of [...added, ...removed]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would break the lines that show it
    if (tag.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(tag)) continue;
    problems.push({ kind: 'value', path: 'tag', message: 'expected a word, got an empty text' });
  }
  for (const tag of removed) {
    if (added.includes(tag)) {
      problems.push({ kind: 'conflict', path: tag, message: 'given and taken away at once' });
    }
  }
  const there = removed.length === 0 ? new Set<string>() : tagsOf(cli, target);
  for (const tag of removed.filter((each) => !there.has(each))) {
    const suggestion = didYouMean(tag, [...there]);
    const known = there.size === 0 ? 'it has none' : `it has: ${[...there].join(', ')}`;
    problems.push({
      kind: 'missing',
      path: tag,
      message: 'there is no such tag to take away',
      ...(suggestion !== undefined && { suggestion }),
      details: [known],
    });
  }
  return problems;
};

/** All tags that the target has; of several runs those that any of them has. */
const tagsOf = (cli: Cli, { chosen: { sweep }, runs }: RemarkTarget): ReadonlySet<string> => {
  const said = sweep.remarks();
  if (runs === undefined) return new Set(sweepTags(cli, sweep, said));
  return new Set(
    runs.flatMap((recorded) => said.run(recorded.index).tags(sweep.plan(recorded, 1).tags)),
  );
};
