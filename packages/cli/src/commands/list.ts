import { didYouMean, type Problem } from '@mrunner/core';
import { listSweeps, sweepSummaries } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { list as declaration } from '../command-line/declarations/list.ts';
import { exitCode } from '../exit-codes.ts';
import { anyResult, type Query, readQuery, sweepWhereHelp } from '../find/query.ts';
import { type FoundSweep, newSearch, type Searched, search } from '../find/search.ts';
import { foundText, searchedText } from '../output/found-text.ts';
import { printJson } from '../output/json.ts';
import { listJson } from '../output/list-json.ts';
import { listText } from '../output/list-text.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { shortId } from '../select/short-id.ts';
import { runFields } from '../where/run-fields.ts';

/** On a terminal the newest would scroll away. */
const mostOnTerminal = 20;

/** Reading the results of so many runs takes some seconds. */
const mostRuns = 50_000;

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const query = readQuery(args, cli.host.clock.now());
  if (!query.ok) return printProblems(cli, 'mrun list', query.problems);
  const entries = [...listSweeps(cli.host)];
  const searched = newSearch();
  const summaries = sweepSummaries(cli.host);
  const hits = search(cli, entries, query.value, {
    searched,
    summaries,
    mostRuns: args.all ? Number.POSITIVE_INFINITY : mostRuns,
  });
  const isStreamed = !args.json && query.value.runNames.length > 0;
  const found: FoundSweep[] = [];
  let more = 0;
  for (const hit of hits) {
    if (found.length >= limitOf(args, cli)) {
      more++;
      // Of a search through results nobody waits for the number of those that are not shown.
      if (isStreamed || args.limit !== undefined) break;
      continue;
    }
    found.push(hit);
    if (isStreamed) {
      cli.stdout.write(foundText(cli, hit));
      await cli.stdout.drained();
    }
  }
  const strange = found.length === 0 ? strangeNames(query.value, searched) : [];
  if (strange.length > 0) return printProblems(cli, 'mrun list', strange);
  if (args.json) printJson(cli, listJson(cli, query.value, found, searched));
  else if (isStreamed) cli.stdout.write(searchedText(searched, found.length));
  else {
    cli.stdout.write(`${headText(entries.length, found.length, more)}\n`);
    if (found.length > 0) cli.stdout.write(listText(cli, found));
    if (more > 0 && args.limit === undefined) {
      cli.stdout.write(`  … and ${more} more: mrun list --all\n`);
    }
  }
  if (!args.json) printNext(cli, nextCommands(found, entries.length), args);
  summaries.save();
  return exitCode.ok;
};

const limitOf = ({ limit, all, json }: Args, { stdout }: Cli): number =>
  limit ?? (stdout.isTerminal && !all && !json ? mostOnTerminal : Number.POSITIVE_INFINITY);

const headText = (all: number, shown: number, more: number): string => {
  if (all === 0) return 'No sweep has been started yet.';
  const count = all === 1 ? '1 sweep' : `${all} sweeps`;
  return shown + more === all && more === 0
    ? `${count}, the newest first`
    : `${shown} of ${count}, the newest first`;
};

const nextCommands = (found: readonly FoundSweep[], all: number): readonly string[] => {
  const [first] = found;
  if (first === undefined) return [all === 0 ? 'mrun run SPEC' : 'mrun list'];
  const [run] = first.runs;
  if (run === undefined) return [`mrun status ${first.listed.entry.id}`];
  const word = `${shortId(first.listed.entry.id)}/${run.run.recorded.index}`;
  return [`mrun show ${word}`, `mrun note ${word} TEXT`];
};

/** Names of the condition that no run which was looked at knows, as problems. */
const strangeNames = ({ runNames }: Query, { runs, known }: Searched): readonly Problem[] => {
  if (runs === 0) return [];
  const { fields = [], example } = sweepWhereHelp;
  return runNames
    .filter((name) => name !== anyResult && !known.has(name) && !Object.hasOwn(runFields, name))
    .map((name) => {
      const suggestion = didYouMean(name, [...fields, ...Object.keys(runFields)]);
      return {
        kind: 'unknown-key',
        path: name,
        message: 'no sweep has it, and no run knows it as a parameter or result',
        ...(suggestion !== undefined && { suggestion }),
        details: [
          `of sweeps there are: ${fields.join(', ')}`,
          `write for example: mrun list --where ${example}`,
        ],
      };
    });
};
