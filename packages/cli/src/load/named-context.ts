import { type Context, fail, mergeContext, ok, type Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { homeDirectory } from '../output/paths.ts';
import { projectDirectoryOf } from '../select/project-directory.ts';
import { type Configs, readConfigs } from './config-files.ts';

/** One context by its name, as runs without a spec's own wishes would get it. */
export const namedContext = (
  cli: Cli,
  name: string,
  config: string | undefined,
): Result<Context> => {
  const configs = readConfigs(cli, projectDirectoryOf(cli), config);
  return configs.problems.length > 0
    ? fail(...configs.problems)
    : contextIn(cli, configs, name, 'CONTEXT');
};

/** One context out of files that were read. `path`: what a problem with its name is about. */
export const contextIn = (
  cli: Cli,
  configs: Configs,
  name: string,
  path: string,
): Result<Context> => {
  const merged = mergeContext(
    { name, path },
    {
      ...configs,
      variables: cli.env,
      home: homeDirectory(cli.env),
      workingDirectory: cli.cwd,
    },
  );
  return merged.ok ? ok(merged.value.context) : fail(...merged.problems);
};
