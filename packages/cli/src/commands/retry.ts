import { indexesText, ok, type Problem } from '@mrunner/core';
import {
  isPaused,
  missingSecrets,
  planRetry,
  privateValues,
  type Sweep,
  type SweepStatus,
  wishOtherwise,
  wishRetry,
  wishUpdate,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { retry as declaration } from '../command-line/declarations/retry.ts';
import { exitCode } from '../exit-codes.ts';
import type { GitCodeFindings } from '../load/check-git-code.ts';
import { readResourceFlags } from '../load/resource-flags.ts';
import { readUpdate } from '../load/update-flags.ts';
import { ageLine } from '../look/age-line.ts';
import { lookAt } from '../look/look-at.ts';
import { printJson } from '../output/json.ts';
import { launcherName } from '../output/launcher-name.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { statusHead } from '../output/status-view.ts';
import { resourcesText } from '../output/sweep-words.ts';
import { printWarnings } from '../output/warnings.ts';
import { listenForInterrupts } from '../run/interrupts.ts';
import { nothingToRetry } from '../run/nothing-to-retry.ts';
import {
  changeSinceRuns,
  codeForRuns,
  findingsOnCommit,
  offerCodes,
  type RunOfContext,
  readCodeFlag,
} from '../run/retry-code.ts';
import { startLaunch } from '../run/start-launch.ts';
import { ofSweep } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweeps } from '../select/choose-sweep.ts';
import { selectRuns } from '../select/select-runs.ts';

type Args = Arguments<typeof declaration>;

const about = 'mrun retry';
const nothing = 'nothing was started';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweeps(cli, args.targets);
  const { resources, problems } = readResourceFlags(args);
  const change = readUpdate({ parallel: undefined, gpus: args.gpus });
  const which = readCodeFlag(args.code);
  if (!chosen.ok || problems.length > 0 || !change.ok || !which.ok) {
    const all = [
      ...(chosen.ok ? [] : chosen.problems),
      ...problems,
      ...(which.ok ? [] : which.problems),
      ...(change.ok ? [] : change.problems),
    ];
    return printProblems(cli, about, all, nothing);
  }
  const [one, ...others] = chosen.value;
  if (one === undefined || others.length > 0)
    return printMistake(cli, 'mrun retry takes runs of one sweep at a time. Nothing was started.');
  const { sweep } = one;
  const behind = await troubleThere(cli, sweep);
  if (behind !== undefined) return printProblems(cli, about, [behind], nothing);
  const status = sweep.status();
  const selected = selectRuns(cli, one, args.where, status);
  if (!selected.ok) return printProblems(cli, about, selected.problems, nothing);
  const indexes = selected.value.map(({ recorded }) => recorded.index);
  const meant = { runs: indexes, failedOnly: args.failed };
  const waiting = selected.value.flatMap(({ recorded, status: run }) =>
    run.wanted === true ? [recorded.index] : [],
  );
  const plan = planRetry(cli.host, sweep, meant);
  const all = [...waiting, ...plan.wanted.map(({ run }) => run)];
  if (all.length === 0) return nothingToRetry(args, cli, one, plan.leftOut);
  const missing = valuesMissing(cli, sweep);
  if (missing.length > 0) return printProblems(cli, about, missing, nothing);
  const runs = ofContexts(
    sweep,
    status,
    plan.wanted.map(({ run }) => run),
  );
  const since = which.value === undefined ? await changeSinceRuns(cli, sweep, runs) : 'same';
  if (typeof since === 'object') return offerCodes(cli, since);
  const isLaunching = mayBeAtWork(status.launcher);
  const asksOtherwise = which.value !== undefined || resources !== undefined;
  // Whoever launches may be about to start them as they were wished for.
  const changed = asksOtherwise && !isLaunching ? waiting : [];
  const chosenRuns = [...ofContexts(sweep, status, changed), ...runs];
  const cloned =
    which.value === 'new' ? await findingsOnCommit(cli, sweep, chosenRuns) : noFindings;
  if (cloned.problems.length > 0) return printProblems(cli, about, cloned.problems, nothing);
  const groups = await codeForRuns(cli, sweep, chosenRuns, { which: which.value, isLaunching });
  if (!groups.ok) return printProblems(cli, about, groups.problems, nothing);
  printWarnings(cli, { warnings: cloned.warnings, notes: [] });
  const wishes = groups.value.map((group) => ({
    ...group,
    ...(resources !== undefined && { resources }),
  }));
  const otherwise = changed.length === 0 ? ok(undefined) : wishOtherwise(cli.host, sweep, wishes);
  if (!otherwise.ok) return printProblems(cli, about, otherwise.problems, nothing);
  if (change.value !== undefined) wishUpdate(cli.host, sweep, change.value);
  // The plan has chosen them already.
  for (const wish of wishes) wishRetry(cli.host, sweep, { ...wish, failedOnly: false });
  if (!args.quiet) {
    const terminal = args.json ? cli.stderr : cli.stdout;
    const kept = asksOtherwise && isLaunching ? waiting : [];
    const again = all.filter((index) => !kept.includes(index));
    const asking = resources === undefined ? '' : ` with ${resourcesText(resources)}`;
    terminal.write(`${statusHead(cli, sweep, status)}\n`);
    terminal.write(`  ${again.length} started again${asking}: ${indexesText(again)}\n`);
    if (kept.length > 0)
      terminal.write(`  ${kept.length} started as wished for before: ${indexesText(kept)}\n`);
  }
  if (await staysAtWork(cli, sweep)) return leaveToLauncher(args, cli, one, all);
  return launch(args, cli, one, all[0]);
};

const noFindings: GitCodeFindings = { problems: [], warnings: [] };

const ofContexts = (
  { record, experiments }: Sweep,
  status: SweepStatus,
  indexes: readonly number[],
): readonly RunOfContext[] => {
  const [context, ...others] = record.contexts;
  if (context !== undefined && others.length === 0)
    return indexes.map((index) => ({ status: status.of(index), context: context.name }));
  const wanted = new Set(indexes);
  return [...experiments()].flatMap(({ index, context: name }) =>
    wanted.has(index) ? [{ status: status.of(index), context: name }] : [],
  );
};

/** Who does not know how runs on a cluster have ended must not start them again. */
const troubleThere = async (cli: Cli, sweep: Sweep): Promise<Problem | undefined> => {
  const seen = await lookAt(cli, sweep);
  const message = seen.trouble === undefined ? undefined : ageLine(cli, sweep, seen);
  const { name = '' } = sweep.record.contexts[0] ?? {};
  return message === undefined
    ? undefined
    : { kind: 'unreachable', path: `contexts.${name}`, message };
};

/** Milliseconds in which a launcher that was about to leave has left without having heard of a wish. */
const leavingTime = 500;

/** A launcher on another host is never presumed dead: what is wished for is its to start. */
const mayBeAtWork = (launcher: SweepStatus['launcher']): boolean =>
  launcher === 'alive' || launcher === 'elsewhere';

/** Whether a launcher is at work, as far as is known, that hears of what was wished just now. */
const staysAtWork = async ({ host }: Cli, sweep: Sweep): Promise<boolean> => {
  if (!mayBeAtWork(sweep.status().launcher)) return false;
  await new Promise<void>((resolve) => void host.clock.after(leavingTime, resolve));
  return mayBeAtWork(sweep.status().launcher);
};

/** What a launch would refuse for: before anything is wished for. */
const valuesMissing = ({ host }: Cli, { home, record }: Sweep): readonly Problem[] => [
  ...record.contexts.flatMap((context) => {
    const values = privateValues(host, context, {});
    return values.ok ? [] : values.problems;
  }),
  ...missingSecrets(host, home, {}),
];

const leaveToLauncher = (
  args: Args,
  cli: Cli,
  chosen: ChosenSweep,
  runs: readonly number[],
): number => {
  const { sweep } = chosen;
  if (args.json) {
    printJson(cli, { sweep: sweep.record.id, home: sweep.home, runs });
    return exitCode.ok;
  }
  const paused = isPaused(cli.host, sweep.home, sweep.status());
  const isElsewhere = sweep.status().launcher === 'elsewhere';
  const starts = isElsewhere ? 'starts them if it still lives' : 'starts them';
  const what = paused ? 'is paused; mrun resume has it start them' : starts;
  if (!args.quiet)
    cli.stdout.write(`  ${launcherName(cli, sweep)} is launching the sweep, and ${what}\n`);
  const of = ofSweep(chosen);
  const next = [
    ...(paused ? [`mrun resume${of}`] : []),
    `mrun status${of} -w`,
    ...(isElsewhere ? [`mrun resume${of} --take-over`] : []),
  ];
  printNext(cli, next, args);
  return exitCode.ok;
};

const launch = async (
  args: Args,
  cli: Cli,
  chosen: ChosenSweep,
  lookAt: number | undefined,
): Promise<number> => {
  const interrupts = listenForInterrupts(cli);
  try {
    const { sweep, named } = chosen;
    const launched = {
      sweep,
      named,
      interrupts,
      about,
      lookAt,
      order: { takes: 'wanted' } as const,
    };
    return await startLaunch(args, cli, launched);
  } finally {
    interrupts.over();
  }
};
