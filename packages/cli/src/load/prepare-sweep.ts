import { dirname, resolve } from 'node:path';
import {
  type CodeRecord,
  type Context,
  contextNameOf,
  distinctProblems,
  type MergedContext,
  mainContext,
  type Problem,
  pathBase,
  planSweep,
  type ScriptUse,
  type SweepPlan,
} from '@mrunner/core';
import type { LoadedSpec, SpecResult } from '@mrunner/core/load-spec';
import {
  codeSizeProblems,
  type GpuNeed,
  mentions,
  recordCode,
  recordingFor,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkGitCode } from './check-git-code.ts';
import { checkScripts, type ScriptNeed } from './check-scripts.ts';
import { notesOn, readConfigs, specProjectDirectory } from './config-files.ts';
import { gpuNeeds } from './gpu-needs.ts';
import { lookAtSnapshot, type SnapshotLook } from './look-at-snapshot.ts';
import { mergeUsedContexts } from './merge-contexts.ts';
import { codeSetting, oldFormProblems, restoredPaths } from './old-form.ts';
import { planInput } from './plan-input.ts';
import { type CountedVariant, resourceVariants } from './resource-variants.ts';
import { selectionOf } from './selection-flags.ts';
import { startSpec } from './start-spec.ts';
import { contextSettings, type SweepFlags } from './sweep-flags.ts';

/** A sweep that could be started: its spec is loaded and checked, its contexts are merged. */
export interface PreparedSweep {
  readonly loaded: LoadedSpec;
  readonly plan: SweepPlan;
  /** The sweep's own context, and all that are used. */
  readonly context: Context;
  readonly contexts: readonly MergedContext[];
  readonly warnings: readonly Problem[];
  /** What is done otherwise than one might think, and is no mistake. */
  readonly notes: readonly Problem[];
  /** What is asked of schedulers. */
  readonly variants: readonly CountedVariant[];
  /** What a snapshot of the code holds, when runs are to use one. */
  readonly snapshot?: SnapshotLook;
}

/** A prepared sweep; or everything that is wrong with spec, contexts, scripts and flags together; or a Ctrl-C. */
export type Preparation =
  | { readonly ok: true; readonly value: PreparedSweep }
  | { readonly ok: false; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems?: undefined };

/** What starting the runs of a sweep takes of this machine and its user. */
export interface WantedStart {
  readonly contexts: readonly Context[];
  /** Those that experiments name. */
  readonly secrets: readonly string[];
  readonly gpus: readonly GpuNeed[];
  /** What is asked of schedulers. */
  readonly variants: readonly CountedVariant[];
  /** Whether flags name the image of containers. */
  readonly hasImage: boolean;
}

/** What a command wants of a sweep beyond what every sweep must be. */
export interface PrepareOptions {
  /** The sweep's id; `<sweep>` where none will be made. */
  readonly id: string;
  /** What is wanted of the scripts. Default: `startable`. */
  readonly script?: ScriptNeed;
  /** Whether runs are to use a snapshot where their contexts say so. Default: they use the files themselves. */
  readonly snapshots?: boolean;
  /** What else could be wrong with what is to be started. */
  readonly check?: (wanted: WantedStart) => readonly Problem[] | Promise<readonly Problem[]>;
}

/** Loads a spec, merges the contexts it is to run in, and checks all of it, without touching anything. */
export const prepareSweep = async (
  cli: Cli,
  flags: SweepFlags,
  options: PrepareOptions,
): Promise<Preparation> => {
  const { selection, problems: selectionProblems } = selectionOf(flags, cli.host.random);
  const file = resolve(cli.cwd, flags.file);
  const projectDirectory = specProjectDirectory(cli, file, flags.startHere ? cli.cwd : undefined);
  const specDirectory = pathBase(file, projectDirectory);
  // The spec's process takes longest, so it starts before everything else.
  const spec = startSpec(cli, flags, selection);
  const recording = recordCode(cli.host, projectDirectory);
  const configs = readConfigs(cli, dirname(file), flags.config);
  const [result, early] = await Promise.all([spec.result, recording]);
  if (spec.interrupted()) return { ok: false };

  const { scripts, uses } = usesOf(result);
  const contexts = mergeUsedContexts(cli, configs, uses, {
    flag: flags.context,
    flagName: flags.contextFlag,
    tagPlace: flags.tagPlace,
    settings: { ...contextSettings(flags), ...codeSetting(flags, result) },
  });
  const found = checkScripts(cli, scripts, options.script ?? 'startable', {
    specDirectory,
    projectDirectory,
    contextOf: ({ use }) => contexts.merged.get(contextNameOf(use, contexts.byPosition))?.context,
  });
  const merged = [...contexts.merged.values()];
  const used = merged.map(({ context }) => context);
  const snapshot =
    result.ok && options.snapshots
      ? await lookAtSnapshot(cli, {
          projectDirectory,
          specDirectory,
          contexts: used,
          choice: result.value.codeChoice,
          scripts: scripts.filter(
            ({ use }) =>
              contexts.merged.get(contextNameOf(use, contexts.byPosition))?.context.code ===
              'snapshot',
          ),
        })
      : undefined;
  const tooMuch =
    result.ok && options.snapshots
      ? await codeSizeProblems(cli.host, {
          contexts: used,
          ...(snapshot && { listing: snapshot.listing }),
          restored: restoredPaths(cli, result.value, specDirectory),
        })
      : [];
  const cloned = await checkGitCode(cli, used, early);
  const wanted = {
    contexts: used,
    hasImage: flags.memberFlags?.some(({ image }) => image !== undefined) ?? false,
    secrets: result.ok ? result.value.secrets : result.secrets,
    gpus: result.ok ? gpuNeeds(cli, result.value.gpus, contexts, flags.memberFlags) : [],
    variants: result.ok
      ? resourceVariants(result.value.resources, contexts, flags.memberFlags)
      : [],
  };
  const problems = [
    ...(flags.problems ?? []),
    ...selectionProblems,
    ...(result.ok ? [] : result.problems),
    // What does not exist is in no snapshot either.
    ...distinctProblems([...found.problems, ...(snapshot?.problems ?? [])]),
    ...cloned.problems,
    ...tooMuch,
    ...(result.ok
      ? oldFormProblems(cli, result.value, { flags, contexts: used, specDirectory })
      : []),
    ...configs.problems,
    // Without its file a context is not what was meant.
    ...(configs.problems.length > 0 ? [] : contexts.problems),
    ...((await options.check?.(wanted)) ?? []),
  ];
  if (!result.ok || problems.length > 0) {
    if (result.ok) result.value.close();
    return { ok: false, problems };
  }
  const withoutThese = recordingFor(used);
  // Which dotenv files there are is known this late; what they hold is not to be in the record.
  const isDone = !mentions(cli.host, early, Object.values(withoutThese).flat());
  const code = isDone ? early : await recordCode(cli.host, projectDirectory, withoutThese);
  const facts = {
    id: options.id,
    file,
    projectDirectory,
    selection,
    code: snapshot === undefined ? code : snapshotRecord(code, snapshot),
  };
  const plan = planSweep(planInput(cli, flags, contexts, result.value, facts));
  const context = mainContext(plan.sweep);
  const value = {
    loaded: result.value,
    plan,
    context,
    contexts: merged,
    variants: wanted.variants,
    warnings: [
      ...result.value.warnings,
      ...distinctProblems([...found.warnings, ...(snapshot?.warnings ?? [])]),
      ...cloned.warnings,
    ],
    notes: [...result.value.notes, ...notesOn(configs, [...contexts.merged.keys()])],
    ...(snapshot !== undefined && { snapshot }),
  };
  return { ok: true, value };
};

/** Its hash is known when it has been taken. */
const snapshotRecord = (
  { hash: _, ...code }: CodeRecord,
  { listing, source }: SnapshotLook,
): CodeRecord => ({
  ...code,
  mode: 'snapshot',
  files: listing.files.length,
  bytes: listing.bytes,
  choice: { exclude: source.exclude, pathsToCopy: source.pathsToCopy },
});

const usesOf = (
  result: SpecResult,
): { scripts: readonly ScriptUse[]; uses: readonly ScriptUse['use'][] } => {
  if (result.ok) return { scripts: result.value.scripts, uses: result.value.contexts };
  return { scripts: result.scripts, uses: result.scripts.map(({ use }) => use) };
};
