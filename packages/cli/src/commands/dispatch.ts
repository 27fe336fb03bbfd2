import {
  type PlannedRun,
  type Problem,
  type RecordedExperiment,
  shellCommand,
} from '@mrunner/core';
import type { Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { dispatch } from '../command-line/declarations/dispatch.ts';
import { dispatchTags } from '../dispatch/dispatch-tags.ts';
import { readMemberFlags } from '../dispatch/member-flags.ts';
import { exitCode } from '../exit-codes.ts';
import { newSweepId } from '../load/new-sweep-id.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import { commandText, planText } from '../output/plan-text.ts';
import { printProblems } from '../output/problems.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { printWarnings } from '../output/warnings.ts';
import { type StartFlags, startSweep } from '../run/start-sweep.ts';
import { showPlan } from './plan.ts';

/** Starts what a spec gives, as the old dispatcher would: its flags, its tags, its commands on the screen. */
export const main: CommandMain<typeof dispatch> = async (args, cli) => {
  const { memberFlags, problems } = readMemberFlags(args);
  if (problems.length > 0) {
    return printProblems(cli, 'mrun dispatch', problems, 'nothing was started');
  }
  const id = newSweepId(cli);
  const flags: StartFlags = {
    ...fromOldFlags(args, cli, id),
    ...(memberFlags !== undefined && { memberFlags }),
  };
  if (args.dryRun) return args.json ? showPlan(flags, cli, true) : showCommands(flags, cli);
  let total: number | undefined;
  const code = await startSweep(flags, cli, {
    id,
    prepared: (prepared) => printWarnings(cli, { warnings: withoutEffect(prepared) }),
    recorded: async (sweep) => {
      total = sweep.record.count;
      if (!args.json && !args.quiet) await printCommands(cli, sweep);
    },
  });
  if (total !== undefined && !args.json && !args.quiet) cli.stdout.write(totalText(total));
  return code;
};

/** What the old flags mean for a sweep. */
const fromOldFlags = (args: Arguments<typeof dispatch>, cli: Cli, sweepId: string): StartFlags => {
  const { ex: file = '', spec, runcfg, context, shuffle, limit, parallel } = args;
  const { config, yes, json, quiet, detach, addTags } = args;
  return {
    file,
    spec,
    shuffle,
    limit,
    parallel,
    config,
    yes,
    json,
    quiet,
    detach,
    set: [],
    tags: dispatchTags({ file, sweepId, added: addTags, random: cli.host.random }),
    context: runcfg ?? context ?? 'local',
    contextFlag: runcfg === undefined && context !== undefined ? '--context' : '--runcfg',
    tagPlace: true,
    startHere: true,
  };
};

/** What `--dry_run` shows: the plan, and every command. */
const showCommands = async (flags: StartFlags, cli: Cli): Promise<number> => {
  const title = specTitle(flags.file, flags.spec);
  const prepared = await prepareSweep(cli, flags, { id: '<sweep>', snapshots: true });
  if (!prepared.ok) return printRefusal(cli, title, prepared.problems);
  const { loaded, plan, contexts, warnings, notes } = prepared.value;
  printWarnings(cli, { warnings: [...warnings, ...withoutEffect(prepared.value)], notes });
  const lines: string[] = [];
  const shown: PlannedRun[] = [];
  const ends: RecordedExperiment[] = [];
  for await (const indexed of loaded.experiments) {
    const recorded = plan.record(indexed);
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
  cli.stdout.write(planText(cli, prepared.value, { first, last, commands }, title));
  cli.stdout.write(`All commands:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  cli.stdout.write(`Nothing was started (--dry_run).\n${totalText(lines.length)}`);
  return exitCode.ok;
};

const printCommands = async (cli: Cli, sweep: Sweep): Promise<void> => {
  for (const recorded of sweep.experiments()) {
    cli.stdout.write(`  ${shellCommand(sweep.plan(recorded, 1).command)}\n`);
    await cli.stdout.drained();
  }
};

const totalText = (count: number): string => `Run ${count} in total.\n`;

/** Older run configs on machines without containers passed over an image; so do contexts. */
const withoutEffect = ({ plan, contexts }: PreparedSweep): readonly Problem[] => {
  const isAsked = plan.sweep.memberFlags?.some(({ image }) => image !== undefined) ?? false;
  if (!isAsked || contexts.some(({ context }) => context.backend === 'kubernetes')) return [];
  const names = contexts.map(({ context }) => context.name).join(' and ');
  return [
    {
      kind: 'conflict',
      path: '--docker-image',
      message: `it has no effect: ${names} ${contexts.length === 1 ? 'has' : 'have'} no containers`,
    },
  ];
};
