import { basename, extname } from 'node:path';
import type { CodeRecord, PlanInput, Selection } from '@mrunner/core';
import type { LoadedSpec } from '@mrunner/core/load-spec';
import { stateDirectory } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { homeDirectory } from '../output/paths.ts';
import type { UsedContexts } from './merge-contexts.ts';
import type { SweepFlags } from './sweep-flags.ts';

/** What is known of a sweep besides its flags. */
export interface SweepFacts {
  readonly id: string;
  /** Absolute path of the spec. */
  readonly file: string;
  readonly projectDirectory: string;
  readonly selection: Selection;
  readonly code: CodeRecord;
}

/** Everything that planning a sweep takes, from the flags, the contexts, the spec and this machine. */
export const planInput = (
  cli: Cli,
  flags: SweepFlags,
  { byPosition, merged }: UsedContexts,
  loaded: LoadedSpec,
  { file, ...facts }: SweepFacts,
): PlanInput => {
  const contexts = [...merged.values()];
  const main = contexts.find(({ context }) => context.name === byPosition[0]) ?? contexts[0];
  if (main === undefined) throw new Error('Internal error: a sweep without a context');
  const { parallel, retries, retryOn, timeout, grace } = main.context;
  return {
    ...facts,
    spec: { file, name: loaded.specName },
    specBaseName: basename(file, extname(file)),
    spectrum: loaded,
    specCount: loaded.specCount,
    stateDirectory: stateDirectory(cli.host),
    contextsByPosition: byPosition,
    contexts: contexts.map(({ context }) => context),
    createdAt: cli.host.clock.now(),
    set: flags.set,
    tags: flags.tags,
    words: flags.words ?? [],
    resources: main.flagResources,
    ...(flags.memberFlags !== undefined && { memberFlags: flags.memberFlags }),
    launchedFrom: cli.cwd,
    host: cli.host.machine.host,
    user: cli.host.machine.user,
    userHome: homeDirectory(cli.env),
    mrunnerVersion: cli.version,
    searchPath: cli.env.PATH ?? '',
    nodePath: cli.host.machine.node,
    options: {
      parallel,
      retries,
      retryOn,
      grace,
      ...(timeout !== undefined && { timeout }),
      ...(flags.maxFailures !== undefined && { maxFailures: flags.maxFailures }),
    },
  };
};
