import {
  type ContextUse,
  chooseContextName,
  contextNameOf,
  distinctProblems,
  type MergedContext,
  mergeContext,
  type Problem,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { homeDirectory } from '../output/paths.ts';
import type { Configs } from './config-files.ts';

/** The contexts that experiments run in, merged with the flags, by name; what is wrong with them besides. */
export interface UsedContexts {
  /** The names by composite position; the last one is for all further ones. */
  readonly byPosition: readonly string[];
  readonly merged: ReadonlyMap<string, MergedContext>;
  readonly problems: readonly Problem[];
}

/** What the command line says of contexts. */
export interface ContextFlags {
  /** `NAME`, or `A:B` by composite position. */
  readonly flag: string | undefined;
  /** How that flag is called. */
  readonly flagName: string | undefined;
  /** Whether the place becomes a tag. */
  readonly tagPlace: boolean | undefined;
  readonly settings: object;
}

/**
 * Merges the context that the command line chooses, and those that experiments name.
 *
 * @param settings what flags say, by the names of context keys
 */
export const mergeUsedContexts = (
  cli: Cli,
  configs: Configs,
  uses: readonly ContextUse[],
  { flag, flagName = '--context', tagPlace = false, settings }: ContextFlags,
): UsedContexts => {
  const chosen = flag?.split(':').map((name) => ({ name, path: flagName })) ?? [
    chooseContextName(undefined, configs.project, configs.user),
  ];
  const byPosition = chosen.map(({ name }) => name);
  const named = uses.map((use) => contextNameOf(use, byPosition));
  const merged = new Map<string, MergedContext>();
  const problems: Problem[] = [];
  for (const name of new Set([...(uses.length === 0 ? byPosition : []), ...named])) {
    const asked = chosen.find((context) => context.name === name) ?? { name, path: 'context' };
    const context = mergeContext(asked, {
      ...configs,
      flags: { ...settings },
      variables: cli.env,
      home: homeDirectory(cli.env),
      workingDirectory: cli.cwd,
    });
    if (context.ok) merged.set(name, tagPlace ? taggedWithPlace(context.value) : context.value);
    else problems.push(...context.problems);
  }
  // A wrong flag is wrong for every context.
  return { byPosition, merged, problems: distinctProblems(problems) };
};

const taggedWithPlace = (merged: MergedContext): MergedContext => {
  const { context } = merged;
  const place = context.backend === 'local' ? 'local' : context.name;
  return { ...merged, context: { ...context, tags: [...new Set([...context.tags, place])] } };
};
