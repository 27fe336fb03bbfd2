import { resolve } from 'node:path';
import {
  type ConfigFile,
  didYouMean,
  fail,
  ok,
  type Problem,
  type Result,
  rawContexts,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { type Configs, projectFileAbove, userConfigFile } from '../load/config-files.ts';
import { shownPath } from '../output/paths.ts';
import type { ContextArguments } from './wished-flags.ts';

/** The file that a command is to change. */
export interface TargetFile {
  readonly path: string;
  readonly shown: string;
  readonly layer: 'project' | 'user';
}

/**
 * Chooses the file: what flags say, else the one that has the context, the project's first. A context that no file has is
 * added to the user's own.
 */
export const targetFile = (
  cli: Cli,
  args: ContextArguments,
  configs: Configs,
  name: string,
): Result<TargetFile> => {
  const wrong = choiceProblems(args);
  if (wrong !== undefined) return fail(wrong);
  const above = args.config ?? projectFileAbove(cli, cli.cwd);
  const project = target(cli, 'project', resolve(cli.cwd, above ?? 'mrunner.yaml'));
  const user = target(cli, 'user', userConfigFile(cli));
  if (args.project || args.config !== undefined) return ok(project);
  if (args.user) return ok(user);
  if (args.action === 'add') return ok(user);
  const holder = [...(above === undefined ? [] : [project]), user].find(({ path }) =>
    rawContexts(cli.host.files.read(path) ?? '').has(name),
  );
  if (holder !== undefined) return ok(holder);
  return configs.builtIn.contexts.has(name) ? ok(user) : fail(unknown(cli, configs, name));
};

const target = (cli: Cli, layer: TargetFile['layer'], path: string): TargetFile => ({
  path,
  shown: shownPath(cli, path),
  layer,
});

const choiceProblems = (args: ContextArguments): Problem | undefined => {
  const chosen = [
    ...(args.user ? ['--user'] : []),
    ...(args.project ? ['--project'] : []),
    ...(args.config === undefined ? [] : ['--config']),
  ];
  if (chosen.length < 2) return undefined;
  return { kind: 'conflict', path: chosen[0] ?? '', message: `${chosen.join(' and ')}: take one` };
};

/** The problem that no file has a context of that name. */
export const unknown = (cli: Cli, { project, user, builtIn }: Configs, name: string): Problem => {
  const names = [project, user, builtIn].flatMap((file) => contextNames(file));
  const suggestion = didYouMean(name, names);
  return {
    kind: 'missing',
    path: name,
    message: 'there is no such context',
    ...(suggestion !== undefined && { suggestion }),
    details: [
      `there are: ${[...new Set(names)].join(', ')}`,
      `your own file is ${shownPath(cli, userConfigFile(cli))}`,
    ],
  };
};

const contextNames = (file: ConfigFile | undefined): readonly string[] =>
  file === undefined ? [] : [...file.contexts.keys()];
