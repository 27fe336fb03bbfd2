import type { PlannedRun, RecordedExperiment } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { plan } from '../command-line/declarations/plan.ts';
import { exitCode } from '../exit-codes.ts';
import { draftSubmission, type SubmissionDraft } from '../load/draft-submission.ts';
import { placeProblems } from '../load/place-problems.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import { scriptWords } from '../load/script-words.ts';
import { leaveOutDone } from '../load/skip-done.ts';
import type { SweepFlags } from '../load/sweep-flags.ts';
import { codePlanJson, plannedRunJson } from '../output/plan-json.ts';
import { planText, type ShownRuns } from '../output/plan-text.ts';
import { printProblems } from '../output/problems.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { shownEnv } from '../output/shown-env.ts';
import { callsText, scriptsText, submitJson, submitPlan } from '../output/submit-plan.ts';
import { typedAgain } from '../output/typed-again.ts';
import { printWarnings } from '../output/warnings.ts';
import { probedPlan, probeJson, probeProblems, probeText } from '../probe/probe-plan.ts';

/** Shows what `mrun run` would do. Nothing is touched. */
export const main: CommandMain<typeof plan> = async (args, cli) => {
  const words = scriptWords(cli, 'plan', args);
  if (typeof words === 'number') return words;
  const flags = await leaveOutDone(cli, { ...args, words });
  return flags === undefined ? exitCode.ok : showPlan(flags, cli, args);
};

type See = SubmissionDraft['see'];

interface PlanFlags {
  readonly json: boolean;
  readonly probe?: boolean;
  /** Whether the scripts that a scheduler gets are shown too. */
  readonly script?: boolean;
}

/** What `mrun plan` and `mrun run --dry-run` show. */
export const showPlan = async (
  flags: SweepFlags,
  cli: Cli,
  { json, probe = false, script = false }: PlanFlags,
): Promise<number> => {
  const result = await prepareSweep(cli, flags, {
    id: '<sweep>',
    snapshots: true,
    check: placeProblems,
  });
  if (!result.ok) return printRefusal(cli, specTitle(flags), result.problems);
  const probed = probe ? probedPlan(result.value) : undefined;
  const prepared = probed?.prepared ?? result.value;
  const { loaded } = prepared;
  const title = specTitle({ ...flags, spec: loaded.specName });
  printWarnings(cli, prepared);
  const draft = draftSubmission(prepared);
  const shown = json ? undefined : await shownRuns(prepared, draft.see);
  if (json) await printJsonRuns(cli, prepared, draft.see);
  const submission = submitPlan(cli, prepared, draft);
  if (shown !== undefined) {
    cli.stdout.write(planText(cli, prepared, shown, title, submission?.lines));
    if (submission !== undefined) cli.stdout.write(callsText(submission));
    if (submission !== undefined && script) cli.stdout.write(scriptsText(submission));
  }
  loaded.close();
  const reports = await probed?.ask(cli);
  if (probed !== undefined && reports === undefined) return printRefusal(cli, title, undefined);
  if (json) {
    const probes = reports === undefined ? '' : `,"probe":${JSON.stringify(probeJson(reports))}`;
    const cluster =
      submission === undefined ? '' : `,"submit":${JSON.stringify(submitJson(submission, script))}`;
    const code = `"code":${JSON.stringify(codePlanJson(prepared))}`;
    cli.stdout.write(`,${code}${cluster}${probes}}\n`);
  }
  const problems = probeProblems(reports ?? []);
  if (!json && reports !== undefined) cli.stdout.write(probeText(cli, reports));
  printWarnings(cli, { warnings: (reports ?? []).flatMap(({ warnings }) => warnings) });
  if (problems.length > 0) return printProblems(cli, title, problems, 'nothing was started');
  if (json) return exitCode.ok;
  cli.stdout.write(`Nothing was started. Run it: ${typedAgain(cli, 'run')}\n`);
  return exitCode.ok;
};

const printJsonRuns = async (cli: Cli, prepared: PreparedSweep, see: See): Promise<void> => {
  const { loaded, plan } = prepared;
  cli.stdout.write('{"runs":[');
  const source = { contexts: plan.sweep.contexts, inherited: cli.env.PYTHONPATH };
  let separator = '\n';
  for await (const indexed of loaded.experiments) {
    const recorded = plan.record(indexed);
    see(recorded);
    const run = plan.run(recorded);
    cli.stdout.write(
      `${separator}${JSON.stringify(plannedRunJson(run, shownEnv(cli, run, source)))}`,
    );
    separator = ',\n';
    await cli.stdout.drained();
  }
  cli.stdout.write('\n]');
};

const mostCommands = 5;

/** Only the runs that are shown are planned: a sweep may have a million. */
const shownRuns = async ({ loaded, plan }: PreparedSweep, see: See): Promise<ShownRuns> => {
  const indexes = new Set(loaded.scripts.slice(0, mostCommands).map(({ index }) => index));
  const commands: PlannedRun[] = [];
  let first: RecordedExperiment | undefined;
  let last: RecordedExperiment | undefined;
  let newest: Parameters<typeof plan.record>[0] | undefined;
  for await (const indexed of loaded.experiments) {
    newest = indexed;
    const recorded = plan.record(indexed);
    see(recorded);
    first ??= recorded;
    if (indexes.has(indexed.index)) commands.push(plan.run(recorded));
  }
  if (newest !== undefined) last = plan.record(newest);
  if (first === undefined || last === undefined) {
    throw new Error('Internal error: a checked spec gave no experiment');
  }
  return { first, last, commands, lastTags: plan.run(last).tags };
};
