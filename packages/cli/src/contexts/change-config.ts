import { dirname } from 'node:path';
import {
  checkConfig,
  chooseContextName,
  type EditedFile,
  fail,
  type Problem,
  type Result,
} from '@mrunner/core';
import { changeFile } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type Configs, readConfigs } from '../load/config-files.ts';
import { homeDirectory } from '../output/paths.ts';
import { checkWritten } from './check-written.ts';
import type { TargetFile } from './target-file.ts';

/** A change that was made, or that nothing was to be changed. */
export interface MadeChange {
  readonly before: string;
  readonly after: string;
  /** What is wrong with the file, and was so before. */
  readonly left: readonly Problem[];
  /** The context that is used from then on when `--context` says nothing. */
  readonly used: string;
}

/**
 * Changes a file of contexts under its lock: `decide` sees the file as the writer before left it. A file that is not there is
 * made. Whoever writes `env` into it makes it unreadable for others. What `mrun run` would refuse is not written.
 *
 * @param usable contexts that must be usable afterwards, even if they are not changed
 */
export const changeConfigFile = async (
  cli: Cli,
  target: TargetFile,
  configs: Configs,
  decide: (file: EditedFile) => Result<string> | Promise<Result<string>>,
  usable: readonly string[] = [],
): Promise<Result<MadeChange>> => {
  let result: Result<MadeChange> = fail(busy(target));
  const change = async (text: string | undefined) => {
    const file = editedFile(cli, target, configs, text ?? '');
    const decided = await decide(file);
    if (!decided.ok) {
      result = decided;
      return undefined;
    }
    const after = decided.value;
    const { fresh, left } = await checkWritten(cli, file, after, usable);
    if (fresh.length > 0) {
      result = fail(...fresh);
      return undefined;
    }
    result = { ok: true, value: { before: file.text, after, left, used: usedAfter(file, after) } };
    const isNew = text === undefined && target.layer === 'user';
    return { text: after, ownersAlone: isNew || (hasEnv(after) && !hasEnv(file.text)) };
  };
  try {
    await changeFile(cli.host, target.path, change);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail(notWritten(target, error));
  }
  return result;
};

/** A file as the decisions know it, with what its contexts are merged with. */
const editedFile = (
  cli: Cli,
  { shown, path, layer }: TargetFile,
  { project, user, builtIn }: Configs,
  text: string,
): EditedFile => ({
  file: shown,
  directory: dirname(path),
  text,
  layer,
  sources: {
    builtIn,
    ...(project !== undefined && { project }),
    ...(user !== undefined && { user }),
    variables: cli.env,
    home: homeDirectory(cli.env),
    workingDirectory: cli.cwd,
  },
});

const usedAfter = (file: EditedFile, after: string): string => {
  const parsed = checkConfig(file, after, []);
  const { project, user } = file.sources;
  const own = parsed.ok ? parsed.value.file : undefined;
  return chooseContextName(
    undefined,
    file.layer === 'project' ? own : project,
    file.layer === 'user' ? own : user,
  ).name;
};

const hasEnv = (text: string): boolean => /^[^#\n]*\benv\s*:/m.test(text);

/** The files of contexts; one that `--config` names need not be there yet. */
export const configsToChange = (cli: Cli, config: string | undefined): Configs => {
  const { problems, ...configs } = readConfigs(cli, cli.cwd, config);
  return { ...configs, problems: problems.filter(({ path }) => path !== '--config') };
};

const busy = ({ shown }: TargetFile): Problem => ({
  kind: 'conflict',
  path: shown,
  message: 'somebody else is changing it',
  details: [`if nobody is, remove ${shown}.lock`],
});

const notWritten = ({ shown }: TargetFile, error: Error): Problem => ({
  kind: 'file',
  path: shown,
  message: `it can not be written, and stays as it is: ${error.message}`,
});
