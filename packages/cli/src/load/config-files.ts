import { dirname, resolve } from 'node:path';
import { builtInConfig, type ConfigFile, type Problem, parseConfig } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { homeDirectory, shownPath } from '../output/paths.ts';

/** The files that contexts come from, and what is wrong with them. */
export interface Configs {
  readonly project?: ConfigFile;
  readonly user?: ConfigFile;
  readonly builtIn: ConfigFile;
  /** A file with problems is missing above. */
  readonly problems: readonly Problem[];
}

/** The name of a project's file of contexts. */
const projectFileName = 'mrunner.yaml';

/** The path of the `mrunner.yaml` nearest above a directory. */
export const projectFileAbove = (cli: Pick<Cli, 'host'>, start: string): string | undefined => {
  for (let directory = start; ; directory = dirname(directory)) {
    const file = resolve(directory, projectFileName);
    if (cli.host.files.exists(file)) return file;
    if (dirname(directory) === directory) return undefined;
  }
};

/**
 * The user's own file, whether or not it exists: `$XDG_CONFIG_HOME/mrunner/config.yaml`; where that is missing, the one that the old
 * tools had on macOS, if there is one.
 */
export const userConfigFile = ({ env, host }: Pick<Cli, 'env' | 'host'>): string => {
  const base = env.XDG_CONFIG_HOME;
  const home = homeDirectory(env);
  const directory = base !== undefined && base !== '' ? base : `${home}/.config`;
  const file = resolve(directory, 'mrunner/config.yaml');
  const older = resolve(home, 'Library/Application Support/mrunner/config.yaml');
  return !host.files.exists(file) && host.files.exists(older) ? older : file;
};

/**
 * Reads the files that contexts come from.
 *
 * @param config what `--config` names: it is read instead of the `mrunner.yaml` above `directory`
 */
export const readConfigs = (cli: Cli, directory: string, config: string | undefined): Configs => {
  const above = projectFileAbove(cli, directory);
  const project = readConfig(cli, config === undefined ? above : resolve(cli.cwd, config));
  const user = readConfig(cli, userConfigFile(cli));
  const missing = config !== undefined && project === undefined ? [missingConfig(config)] : [];
  const storage = above === undefined ? cli.cwd : dirname(above);
  return {
    ...(project?.file !== undefined && { project: project.file }),
    ...(user?.file !== undefined && { user: user.file }),
    builtIn: builtInConfig(`${storage}/mruns`),
    problems: [...missing, ...(project?.problems ?? []), ...(user?.problems ?? [])],
  };
};

interface ReadConfig {
  readonly file?: ConfigFile;
  readonly problems: readonly Problem[];
}

const readConfig = (cli: Cli, path: string | undefined): ReadConfig | undefined => {
  const text = path === undefined ? undefined : cli.host.files.read(path);
  if (path === undefined || text === undefined) return undefined;
  const parsed = parseConfig(text, { file: shownPath(cli, path), directory: dirname(path) });
  return parsed.ok ? { file: parsed.value, problems: [] } : { problems: parsed.problems };
};

/** What is read over in these contexts, and in the defaults that they all have. */
export const notesOn = (
  { project, user }: Pick<Configs, 'project' | 'user'>,
  names: readonly string[],
): readonly Problem[] =>
  [project, user]
    .flatMap((file) => file?.notes ?? [])
    .filter(({ context }) => context === undefined || names.includes(context))
    .map(({ note }) => note);

const missingConfig = (config: string): Problem => ({
  kind: 'file',
  path: '--config',
  message: `there is no file ${config}`,
});

/**
 * The directory of the `mrunner.yaml` nearest above a spec, else the spec's own, or another one; for Python specs, as with
 * the old tools, the one that `mrun` was typed in.
 */
export const specProjectDirectory = (
  cli: Pick<Cli, 'host' | 'cwd'>,
  specFile: string,
  orElse: string = isPythonSpec(specFile) ? cli.cwd : dirname(specFile),
): string => {
  const file = projectFileAbove(cli, dirname(specFile));
  return file === undefined ? orElse : dirname(file);
};

/** Whether a file is a spec that Python evaluates. */
export const isPythonSpec = (file: string): boolean => file.endsWith('.py');
