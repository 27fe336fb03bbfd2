import { fail, type Problem, type Result } from '@mrunner/core';
import { findSweep, type RegistryEntry } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { rm as declaration } from '../command-line/declarations/rm.ts';
import { printProblems } from '../output/problems.ts';
import {
  isElsewhere,
  keptBecause,
  lookBefore,
  measured,
  type Removal,
  removalOf,
} from '../remove/removal.ts';
import { placesText, removalsText, totalText } from '../remove/removal-text.ts';
import { askToRemove, removeAll } from '../remove/remove-all.ts';
import { chooseSweep } from '../select/choose-sweep.ts';
import { projectDirectoryOf } from '../select/project-directory.ts';
import { readRunSelector } from '../select/run-selector.ts';

/** More runs than that are not removed without a question. */
const mostRuns = 50;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const found = new Map<string, Removal>();
  const problems: Problem[] = [];
  for (const word of args.sweeps.length === 0 ? [undefined] : args.sweeps) {
    const entry = entryOf(cli, word);
    const removal = entry.ok ? removalOf(cli, entry.value) : entry;
    if (!removal.ok) {
      problems.push(...removal.problems);
      continue;
    }
    const kept =
      (await lookBefore(cli, removal.value, args)) ?? keptBecause(cli, removal.value, args);
    if (kept === undefined) found.set(removal.value.entry.home, removal.value);
    else problems.push(kept);
  }
  if (problems.length > 0) return printProblems(cli, 'mrun rm', problems, 'nothing was removed');
  const removals = [...found.values()].map((removal) => measured(cli, removal));
  if (!args.json) cli.stdout.write(removalsText(cli, removals) + placesText(removals, args));
  const isFar = removals.some(isElsewhere) && !args.hereOnly;
  const runs = removals.reduce((sum, { entry }) => sum + entry.count, 0);
  if ((args.sweeps.length === 0 || runs > mostRuns || isFar) && !args.yes) {
    const answer = await askToRemove(cli, 'mrun rm', totalText(removals));
    if (answer !== undefined) return answer;
  }
  return removeAll(cli, args, 'mrun rm', removals);
};

/** The sweep that a word means; runs are a problem. */
const entryOf = (cli: Cli, word: string | undefined): Result<RegistryEntry> => {
  const place = { projectDirectory: projectDirectoryOf(cli), cwd: cli.cwd };
  const isRuns = word !== undefined && readRunSelector(word).runs !== undefined;
  if (word === undefined || !isRuns) {
    const entry = findSweep(cli.host, word === '' ? undefined : word, place);
    const inside = entry.ok || word === undefined ? entry : chooseSweep(cli, word);
    // The directory of a run is one inside of a sweep.
    if (entry.ok || !inside.ok) return entry;
  }
  return fail({
    kind: 'value',
    path: word ?? '',
    message: 'expected a sweep, got runs; a sweep is removed as a whole',
    details: [`what takes room in a run's directory can be deleted by hand: mrun path ${word}`],
  });
};
