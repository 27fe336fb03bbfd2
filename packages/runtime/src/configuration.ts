import { jsonSchemaOf, type StandardSchema } from '@mrunner/core/schema';
import { plainOf } from '@mrunner/core/values';
import { exampleSetting, repeatedWords, scriptName, typedLine } from './command-line.ts';
import { makeExperimentDirectory } from './experiment-directory.ts';
import type { Host } from './host.ts';
import type { JsonSchema } from './json-schema.ts';
import type { NeptuneContextFile } from './neptune-context-file.ts';
import { type ParameterSource, readParameterSource } from './parameter-source.ts';
import { attemptOf, type RunInfo, runInfo } from './run-info.ts';
import { checkBySchema } from './schema-check.ts';
import { problemCount, problemsText, SetUpError, type SetUpProblem } from './set-up-problem.ts';
import { applySettings } from './settings.ts';
import { decideStart, type Mode, type Start } from './start-mode.ts';
import { usageMessage } from './usage-message.ts';

/** What a training script was started with. */
export interface Configuration {
  readonly mode: Mode;
  /** What the schema made of the parameters; without a schema a frozen plain object. */
  readonly params: unknown;
  /** Absolute; the directory exists. */
  readonly experimentDir: string;
  /** The embedded neptune context's file, and its parameters as plain values. */
  readonly neptune: (Omit<NeptuneContextFile, 'params'> & { readonly params: object }) | null;
  readonly run: RunInfo | null;
  readonly attempt: number;
  /** The arguments that are the script's own. */
  readonly argv: readonly string[];
}

type Given = Exclude<Start, { mode: 'nothing' }>;

/**
 * Finds out how the script was started, reads and checks its parameters, and makes its directory. Nothing is made unless
 * all is well. Throws a SetUpError whose message says what to type instead.
 */
export const readConfiguration = async (
  schema: StandardSchema<unknown, unknown> | undefined,
  host: Host,
): Promise<Configuration> => {
  const { start, argv, problems } = decideStart(host);
  if (problems.length > 0) {
    throw new SetUpError(
      problemsText(`${scriptName(host)}: ${problemCount(problems)} in its arguments`, problems),
    );
  }
  if (start.mode === 'nothing') {
    throw new SetUpError(usageMessage(host, schema && jsonSchemaOf(schema, 'input')));
  }
  const outcome = await readParameterSource(start, host);
  if (!outcome.ok) throw new SetUpError(outcome.message);
  const { source } = outcome;

  const params = await checkedParams(start, source, schema, host);
  const { neptune } = source;
  return {
    mode: start.mode,
    params,
    experimentDir: await experimentDirectory(start, source, host),
    neptune: neptune && { ...neptune, params: Object.freeze(plainOf(neptune.params) as object) },
    run: runInfo(host.env),
    attempt: attemptOf(host.env),
    argv,
  };
};

/** The parameters after `--set` and the schema. */
const checkedParams = async (
  start: Given,
  { parameters, from }: ParameterSource,
  schema: StandardSchema<unknown, unknown> | undefined,
  host: Host,
): Promise<unknown> => {
  const settings = start.mode === 'neptune' ? [] : start.settings;
  const jsonSchema = settings.length > 0 && schema ? jsonSchemaOf(schema, 'input') : undefined;
  const applied = applySettings(parameters, settings, jsonSchema);
  const title = (problems: readonly SetUpProblem[], where: string): string =>
    `${scriptName(host)}: ${problemCount(problems)} in ${where}${from && ` (${from})`}`;
  if (applied.problems.length > 0) {
    throw new SetUpError(problemsText(title(applied.problems, '--set'), applied.problems));
  }
  const plain = plainOf(applied.parameters) as object;
  if (!schema) return Object.freeze(plain);
  const checked = await checkBySchema(schema, plain);
  if (checked.ok) return checked.params;
  throw new SetUpError(
    problemsText(
      title(checked.problems, 'its parameters'),
      checked.problems,
      lineToType(start, settings, checked.names, jsonSchemaOf(schema, 'input'), host),
    ),
  );
};

/** The line that starts the script in the same way with values that fit. */
const lineToType = (
  start: Given,
  settings: readonly string[],
  names: readonly string[],
  schema: JsonSchema | undefined,
  host: Host,
): readonly string[] => {
  const words = repeatedWords(host, start);
  if (!words || names.length === 0) return [];
  const nameOf = (setting: string): string => setting.replace(/^\+/, '').split(/[=.]/)[0] ?? '';
  const kept = settings.filter((setting) => !names.includes(nameOf(setting)));
  const line = [
    ...words,
    ...kept.flatMap((setting) => ['--set', setting]),
    ...names.flatMap((name) => exampleSetting(name, schema)),
  ];
  return [`  try   ${typedLine(line)}`];
};

const experimentDirectory = async (
  start: Given,
  { neptune }: ParameterSource,
  host: Host,
): Promise<string> => {
  const given = start.mode === 'neptune' ? neptune?.storageDir : start.directory;
  try {
    return await makeExperimentDirectory(given, host);
  } catch (error) {
    throw new SetUpError(
      problemsText(`${scriptName(host)} could not make its experiment directory`, [
        { path: given ?? '', message: (error as Error).message },
      ]),
    );
  }
};
