import type { ArgumentsMode, FlagStyle, ScriptWords } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { keyPath } from '../values/path-text.ts';
import type { Parameters } from '../values/value.ts';
import { checkArguments } from './check-arguments.ts';
import { parameterArguments } from './parameter-arguments.ts';
import {
  checkPlaceholders,
  fillPlaceholders,
  type RunPlace,
  usedParameters,
} from './placeholders.ts';
import { checkScriptWords } from './script-words.ts';

/** What an experiment says about its command; every experiment with a script is one. */
export interface CommandParts {
  readonly script: ScriptWords;
  readonly parameters: Parameters;
  readonly args: ArgumentsMode;
  readonly flags: FlagStyle;
}

/** What a run adds to its command. */
export interface CommandPlace {
  readonly run: RunPlace;
  readonly neptunePath: string;
  /** The words after `--` of the command line, taken as they are. */
  readonly extraWords: readonly string[];
}

/** The command of a run: the script with its placeholders filled, then the parameters, then the extra words. */
export const buildCommand = (given: CommandParts & CommandPlace): string[] => {
  const { words, used } = fillPlaceholders(given.script, given);
  return [
    ...words,
    ...parameterArguments({ ...given, mode: given.args, used }),
    ...given.extraWords,
  ];
};

/**
 * Everything that `buildCommand` relies on.
 *
 * @param path of the experiment, such as `experiments[3]`; empty for the only one
 */
export const checkCommand = (given: CommandParts, path: string): Problem[] => {
  const { script, parameters, args, flags } = given;
  const scriptPath = keyPath(path, 'script');
  const used = usedParameters(script, parameters);
  return [
    ...checkScriptWords(script, scriptPath),
    ...checkPlaceholders(script, parameters, scriptPath),
    ...checkArguments({ mode: args, flags, parameters, used }, keyPath(path, 'parameters')),
  ];
};
