import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { dispatch } from '../command-line/declarations/dispatch.ts';
import { dispatchTags } from '../dispatch/dispatch-tags.ts';
import { readMemberFlags } from '../dispatch/member-flags.ts';
import { printCommands, showCommands, totalText } from '../dispatch/show-commands.ts';
import { otherName, usualSpecNames } from '../dispatch/spec-names.ts';
import { withoutEffect } from '../dispatch/without-effect.ts';
import { exitCode } from '../exit-codes.ts';
import { newSweepId } from '../load/new-sweep-id.ts';
import { printWarnings } from '../output/warnings.ts';
import { type StartFlags, startSweep } from '../run/start-sweep.ts';
import { showPlan } from './plan.ts';

/** Starts what a spec gives, as the old dispatcher would: its flags, its tags, its commands on the screen. */
export const main: CommandMain<typeof dispatch> = async (args, cli) => {
  const { memberFlags, problems } = readMemberFlags(args);
  const id = newSweepId(cli);
  const flags: StartFlags = {
    ...fromOldFlags(args, cli, id),
    problems,
    ...(memberFlags !== undefined && { memberFlags }),
  };
  if (args.dryRun)
    return args.json ? showPlan(flags, cli, { json: true }) : showCommands(flags, cli);
  let total: number | undefined;
  const code = await startSweep(flags, cli, {
    id,
    prepared: (prepared) =>
      printWarnings(cli, {
        warnings: withoutEffect(prepared),
        notes: otherName(flags, prepared.loaded.specName),
      }),
    recorded: async (sweep) => {
      total = sweep.record.count;
      if (!args.json && !args.quiet) await printCommands(cli, sweep);
    },
  });
  const isTold = code !== exitCode.interrupted && !args.json && !args.quiet;
  if (total !== undefined && isTold) cli.stdout.write(totalText(total));
  return code;
};

/** What the old flags mean for a sweep. */
const fromOldFlags = (args: Arguments<typeof dispatch>, cli: Cli, sweepId: string): StartFlags => {
  const { ex: file = '', spec, runcfg, context, shuffle, limit, parallel } = args;
  const { config, yes, json, quiet, detach, addTags } = args;
  return {
    file,
    spec,
    specNames: usualSpecNames,
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
