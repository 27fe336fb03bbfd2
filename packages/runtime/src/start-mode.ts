import { runVariables } from '@mrunner/core/run-files';
import { takeFlags } from './arguments.ts';
import type { Host } from './host.ts';
import type { SetUpProblem } from './set-up-problem.ts';

/** How a training script was started. Each way is a row of the table at `decideStart`. */
export type Mode = 'neptune' | 'debug' | 'yaml' | 'direct';

/** What to read for the parameters, and where the experiment directory is. Paths are as they were given. */
export type Start =
  | { readonly mode: 'neptune'; readonly contextFile: string | undefined }
  | (SettableStart & { readonly mode: 'debug'; readonly spec: SpecChoice | undefined })
  | (SettableStart & { readonly mode: 'yaml'; readonly file: string })
  | (SettableStart & { readonly mode: 'direct' })
  | { readonly mode: 'nothing' };

interface SettableStart {
  /** The values of `--set`, such as `lr=0.1`. */
  readonly settings: readonly string[];
  /** The experiment directory; undefined: a fresh one. */
  readonly directory: string | undefined;
}

/** One experiment of a spec: the first one unless an index is given. */
export interface SpecChoice {
  readonly file: string;
  readonly name: string | undefined;
  readonly index: number | undefined;
}

export interface StartDecision {
  readonly start: Start;
  /** The arguments that are the script's own. */
  readonly argv: readonly string[];
  readonly problems: readonly SetUpProblem[];
}

/**
 * Decides from the arguments and the environment how the script was started; the first row that applies counts.
 *
 * | when | parameters | experiment directory |
 * |---|---|---|
 * | `MRUNNER_UNDER_NEPTUNE=1` | the neptune context's | the neptune context's |
 * | `PMILOS_DEBUG=1` or `MRUNNER_DEBUG=1` | `--ex FILE --spec NAME --index K` | `--exp_dir_path` |
 * | `--neptune FILE`, else `MRUNNER_NEPTUNE_PATH`, else `--config FILE` | that file's, then `--set` | `RESOURCE_DIR_PATH` |
 * | `--set key=value` | the schema's defaults, then `--set` | `RESOURCE_DIR_PATH` |
 */
export const decideStart = ({ argv, env }: Pick<Host, 'argv' | 'env'>): StartDecision => {
  if (isOn(env[runVariables.underNeptune])) return underNeptune(argv, env);
  if (isOn(env[runVariables.debug]) || isOn(env[runVariables.debugAlias])) return debug(argv, env);
  return byFileOrSettings(argv, env);
};

const underNeptune = (argv: readonly string[], env: Host['env']): StartDecision => {
  const { rest, problems } = takeFlags(argv, launcherFlags(env));
  const directory = given(env, runVariables.experimentDir) ?? given(env, runVariables.resourceDir);
  const contextFile =
    given(env, runVariables.neptuneContext) ?? (directory && `${directory}/context.json`);
  return { start: { mode: 'neptune', contextFile }, argv: rest, problems };
};

const debug = (argv: readonly string[], env: Host['env']): StartDecision => {
  const flags = takeFlags(argv, {
    ...launcherFlags(env),
    ex: 'always',
    spec: 'always',
    index: 'always',
    exp_dir_path: 'always',
    set: 'always',
  });
  const last = (flag: string): string | undefined => flags.values.get(flag)?.at(-1);
  const file = last('ex');
  const index = last('index');
  const problems = [...flags.problems];
  if (index !== undefined && !/^\d+$/.test(index)) {
    problems.push({ path: '--index', message: `expected a whole number from 0, got ${index}` });
  }
  const start: Start = {
    mode: 'debug',
    spec: file === undefined ? undefined : { file, name: last('spec'), index: asNumber(index) },
    directory: last('exp_dir_path'),
    settings: flags.values.get('set') ?? [],
  };
  return { start, argv: flags.rest, problems };
};

const asNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const byFileOrSettings = (argv: readonly string[], env: Host['env']): StartDecision => {
  const launcherFile = given(env, runVariables.neptunePath);
  const isNamed =
    launcherFile !== undefined || takeFlags(argv, { neptune: 'always' }).values.size > 0;
  const flags = takeFlags(argv, {
    ...launcherFlags(env),
    neptune: 'always',
    ...(!isNamed && { config: 'always' as const }),
    set: 'always',
  });
  const settings = flags.values.get('set') ?? [];
  const directory = given(env, runVariables.resourceDir);
  const file =
    flags.values.get('neptune')?.at(-1) ?? launcherFile ?? flags.values.get('config')?.at(-1);
  const start: Start =
    file !== undefined
      ? { mode: 'yaml', file, settings, directory }
      : settings.length > 0
        ? { mode: 'direct', settings, directory }
        : { mode: 'nothing' };
  return { start, argv: flags.rest, problems: flags.problems };
};

/** The launcher adds `--neptune FILE` or `--config FILE` itself, with the file of its variable: never the script's own. */
const launcherFlags = (env: Host['env']) => {
  const isLaunchers = (value: string): boolean => value === env[runVariables.neptunePath];
  return { neptune: isLaunchers, config: isLaunchers };
};

const given = (env: Host['env'], name: string): string | undefined => env[name] || undefined;

const isOn = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.trim().toLowerCase());
