import { ok, type Problem, type Result } from '@mrunner/core';
import { listSweeps } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { clean as declaration } from '../command-line/declarations/clean.ts';
import { exitCode } from '../exit-codes.ts';
import { parseMoment } from '../find/moment.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { typedAgain } from '../output/typed-again.ts';
import { keptBecause, lookBefore, measured, type Removal, removalOf } from '../remove/removal.ts';
import { placesText, removalsJson, removalsText, totalText } from '../remove/removal-text.ts';
import { askToRemove, removeAll } from '../remove/remove-all.ts';
import { filterBy } from '../where/filter-by.ts';
import { sweepFields, sweepLookup } from '../where/sweep-fields.ts';

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = await chooseRemovals(cli, args);
  if (!chosen.ok) return printProblems(cli, 'mrun clean', chosen.problems, 'nothing was removed');
  const { kept } = chosen.value;
  const removals = chosen.value.removals.map((removal) => measured(cli, removal));
  if (removals.length === 0 || args.dryRun) {
    if (args.json) printJson(cli, removalsJson(removals, kept, args.dryRun));
    else {
      cli.stdout.write(planText(cli, args, removals, kept));
      const nothing = removals.length === 0 && !isSelective(args);
      if (removals.length > 0)
        cli.stdout.write(`Nothing was removed. Remove them: ${typedAgain(cli, 'clean')}\n`);
      if (nothing) printNext(cli, ['mrun clean --older-than 30d', 'mrun clean --failed'], args);
    }
    return exitCode.ok;
  }
  if (!args.json) cli.stdout.write(planText(cli, args, removals, kept));
  if (!args.yes) {
    const answer = await askToRemove(cli, 'mrun clean', totalText(removals));
    if (answer !== undefined) return answer;
  }
  return removeAll(cli, args, 'mrun clean', removals, kept);
};

interface Chosen {
  readonly removals: readonly Removal[];
  /** Why others that fit stay. */
  readonly kept: readonly Problem[];
}

const isSelective = ({ olderThan, failed, keep, where }: Args): boolean =>
  failed || olderThan !== undefined || keep !== undefined || where !== undefined;

const chooseRemovals = async (cli: Cli, args: Args): Promise<Result<Chosen>> => {
  const before =
    args.olderThan === undefined
      ? ok(undefined)
      : parseMoment(args.olderThan, '--older-than', cli.host.clock.now());
  const all: Removal[] = [];
  const strange: Problem[] = [];
  for (const entry of listSweeps(cli.host)) {
    const removal = removalOf(cli, entry);
    if (removal.ok) all.push(removal.value);
    else strange.push({ ...removal.problems[0], path: entry.id } as Problem);
  }
  const help = { example: "'failed>0 and project=birds'", fields: Object.keys(sweepFields) };
  const fitting = filterBy(args.where, all, sweepLookup, () => Object.keys(sweepFields), help);
  if (!before.ok || !fitting.ok) {
    const problems = [before, fitting].flatMap((each) => (each.ok ? [] : each.problems));
    return { ok: false, problems };
  }
  const newest = newestOf(all, args.keep ?? 0);
  // A sweep that is gone only needs to be put in order.
  const removals = fitting.value.filter(
    (removal) =>
      removal.sweep === undefined ||
      (isSelective(args) && !newest.has(removal) && fits(removal, args, before.value)),
  );
  const reasons: (Problem | undefined)[] = [];
  for (const removal of removals) {
    // Only what may go by what is known here is asked about.
    const reason = keptBecause(cli, removal, args);
    reasons.push(reason ?? (await lookBefore(cli, removal, args)));
  }
  return ok({
    removals: removals.filter((_, i) => reasons[i] === undefined),
    kept: [...reasons.filter((reason) => reason !== undefined), ...strange],
  });
};

/** The newest sweeps of each project. */
const newestOf = (all: readonly Removal[], count: number): ReadonlySet<Removal> =>
  new Set(
    [...Map.groupBy(all, ({ entry }) => entry.project).values()].flatMap((ofOne) =>
      ofOne.filter(({ sweep }) => sweep !== undefined).slice(0, count),
    ),
  );

const fits = (
  { entry, status }: Removal,
  { failed }: Args,
  before: number | undefined,
): boolean => {
  const last = Math.max(entry.createdAt, status?.lastTime ?? 0);
  if (before !== undefined && last >= before) return false;
  return !failed || status?.counts.succeeded === 0;
};

const planText = (
  cli: Cli,
  args: Args,
  removals: readonly Removal[],
  kept: readonly Problem[],
): string => {
  const head =
    removals.length === 0 ? 'There is nothing to remove.' : `To remove: ${totalText(removals)}`;
  const stays = kept.map(({ path, message }) => `  ${path}  ${message}\n`);
  return [
    `${head}\n`,
    removals.length === 0 ? '' : removalsText(cli, removals) + placesText(removals, args),
    ...(stays.length === 0 ? [] : ['These stay:\n', ...stays]),
  ].join('');
};
