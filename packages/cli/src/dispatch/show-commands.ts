import { type PlannedRun, type RecordedExperiment, shellCommand } from '@mrunner/core';
import type { Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { draftSubmission } from '../load/draft-submission.ts';
import { prepareSweep } from '../load/prepare-sweep.ts';
import { commandText, planText } from '../output/plan-text.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { callsText, submitPlan } from '../output/submit-plan.ts';
import { printWarnings } from '../output/warnings.ts';
import type { StartFlags } from '../run/start-sweep.ts';
import { otherName } from './spec-names.ts';
import { withoutEffect } from './without-effect.ts';

/** What `--dry_run` shows: the plan, every command, and what would be made on Kubernetes. */
export const showCommands = async (flags: StartFlags, cli: Cli): Promise<number> => {
  const prepared = await prepareSweep(cli, flags, { id: '<sweep>', snapshots: true });
  if (!prepared.ok) return printRefusal(cli, specTitle(flags), prepared.problems);
  const { loaded, plan, contexts, warnings, notes } = prepared.value;
  printWarnings(cli, {
    warnings: [...warnings, ...withoutEffect(prepared.value)],
    notes: [...notes, ...otherName(flags, loaded.specName)],
  });
  const draft = draftSubmission(prepared.value);
  const lines: string[] = [];
  const shown: PlannedRun[] = [];
  const ends: RecordedExperiment[] = [];
  for await (const indexed of loaded.experiments) {
    const recorded = plan.record(indexed);
    draft.see(recorded);
    const planned = plan.run(recorded);
    const place = contexts.length > 1 ? `${planned.context}: ` : '';
    lines.push(`${place}${commandText(planned)}`);
    if (loaded.scripts.some(({ index }) => index === recorded.index)) shown.push(planned);
    ends[Math.min(ends.length, 1)] = recorded;
  }
  loaded.close();
  const [first, last = first] = ends;
  if (first === undefined || last === undefined) {
    throw new Error('Internal error: a checked spec gave no experiment');
  }
  const commands = shown.slice(0, 5);
  const title = specTitle({ ...flags, spec: loaded.specName });
  cli.stdout.write(
    planText(cli, prepared.value, { first, last, commands, lastTags: plan.run(last).tags }, title),
  );
  cli.stdout.write(`All commands:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  const submission =
    prepared.value.context.backend === 'kubernetes'
      ? submitPlan(cli, prepared.value, draft)
      : undefined;
  if (submission !== undefined) cli.stdout.write(callsText(submission));
  cli.stdout.write(`Nothing was started (--dry_run).\n${totalText(lines.length)}`);
  return exitCode.ok;
};

/** Every command of a sweep, in the order they are started. */
export const printCommands = async (cli: Cli, sweep: Sweep): Promise<void> => {
  for (const recorded of sweep.experiments()) {
    cli.stdout.write(`  ${shellCommand(sweep.plan(recorded, 1).command)}\n`);
    await cli.stdout.drained();
  }
};

/** The last line of the old dispatcher. */
export const totalText = (count: number): string => `Run ${count} in total.\n`;
