import type { FoldedRemarks, Problem } from '@mrunner/core';
import type { CommandMain } from '../command-line/command.ts';
import type { note as declaration } from '../command-line/declarations/note.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { pinOf, remarkTarget } from '../remarks/remark-target.ts';
import { say } from '../remarks/say.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const pin = pinOf(args);
  if (pin === undefined) return printMistake(cli, 'mrun note takes --pin or --unpin, not both.');
  const target = remarkTarget(cli, args.target);
  if (!target.ok) return printProblems(cli, 'mrun note', target.problems, 'nothing was written');
  const text = [...args.text, ...args.words].join(' ').trim();
  if (text === '' && args.text.length + args.words.length > 0) {
    return printMistake(cli, 'mrun note: the text is empty; nothing was written.');
  }
  const withdrawn = withdrawnOf(target.value.chosen.sweep.remarks(), args.remove);
  if (!withdrawn.ok)
    return printProblems(cli, 'mrun note', withdrawn.problems, 'nothing was written');
  return say(cli, args, 'mrun note', target.value, {
    ...pin,
    ...(text !== '' && { note: text }),
    ...(withdrawn.ids.length > 0 && { withdrawn: withdrawn.ids }),
  });
};

type Withdrawn =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The remarks behind the numbers of notes. */
const withdrawnOf = ({ notes }: FoldedRemarks, numbers: readonly string[]): Withdrawn => {
  const found = numbers.map((text) => notes.find(({ number }) => String(number) === text));
  const problems = numbers
    .filter((_, i) => found[i] === undefined)
    .map(
      (text): Problem => ({
        kind: 'missing',
        path: '--remove',
        message: `there is no note ${text}`,
        details: [
          notes.length === 0
            ? 'there are none'
            : `there are: ${notes.map(({ number }) => number).join(', ')}`,
        ],
      }),
    );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, ids: found.flatMap((note) => note?.remark ?? []) };
};
