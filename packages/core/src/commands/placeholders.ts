import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { argumentText } from '../values/argument-text.ts';
import type { Parameters } from '../values/value.ts';
import { leavesUnder, lookUp, namesOf } from './nested-parameters.ts';
import { scriptProblem } from './script-words.ts';

/** What a command can say of its own run, as `{run.dir}` and so on. These names are reserved: they hide parameters. */
export interface RunPlace {
  /** The experiment directory. */
  readonly dir: string;
  readonly id: string;
  readonly index: number;
  /** Counts from 1. */
  readonly attempt: number;
}

/** Words without placeholders. */
export interface FilledWords {
  readonly words: string[];
  /** See `usedParameters`. */
  readonly used: ReadonlySet<string>;
}

/**
 * Puts values in the place of `{lr}`, `{a.b}` and `{run.dir}`; `{{` and `}}` become one brace. A value stays within its
 * word, whatever it contains; lists and maps become compact JSON.
 *
 * @example fillPlaceholders(['--lr={lr}', '{{}}'], {parameters: {lr: 0.1}, run}).words // ['--lr=0.1', '{}']
 * @throws an internal error for a placeholder that names nothing: `checkPlaceholders` comes first.
 */
export const fillPlaceholders = (
  words: readonly string[],
  { parameters, run }: { readonly parameters: Parameters; readonly run: RunPlace },
): FilledWords => {
  const textOf = (name: string): string => {
    const value = isRunName(name) ? runValues[name](run) : lookUp(parameters, name);
    if (value === undefined) throw new Error(`Internal error: nothing to fill {${name}} with`);
    return argumentText(value);
  };
  const filled = words.map((word) =>
    word.replace(brace, (found: string, name: string | undefined) =>
      name === undefined ? found.charAt(0) : textOf(name),
    ),
  );
  return { words: filled, used: usedParameters(words, parameters) };
};

/** Dotted names of the parameters that stand in the words, each leaf of a map by itself: `args` need not repeat them. */
export const usedParameters = (
  words: readonly string[],
  parameters: Parameters,
): ReadonlySet<string> => {
  const used = new Set<string>();
  for (const name of words.flatMap(placeholdersIn)) {
    const value = isRunName(name) ? undefined : lookUp(parameters, name);
    if (value === undefined) continue;
    for (const [leaf] of leavesUnder(name, value)) used.add(leaf);
  }
  return used;
};

/** The placeholders that name nothing, and the braces that begin one and do not end it. */
export const checkPlaceholders = (
  words: readonly string[],
  parameters: Parameters,
  path: string,
): Problem[] => {
  const isKnown = (name: string) => isRunName(name) || lookUp(parameters, name) !== undefined;
  return words.flatMap((word) => [
    ...placeholdersIn(word)
      .filter((name) => !isKnown(name))
      .map((name) => unknownProblem(name, [...namesOf(parameters), ...runNames], path)),
    ...(hasOpenBrace(word) ? [openBraceProblem(word, path)] : []),
  ]);
};

/**
 * Words of text that knows no placeholders, or only some: of its braces those around the name of a parameter, or of
 * `run.dir` and so on, stay placeholders; all others will be filled to themselves.
 *
 * @param parameters undefined: no brace is a placeholder
 * @example keepBraces(['{lr}', '{x}', '{'], { lr: 1 }) // ['{lr}', '{{x}}', '{{']
 */
export const keepBraces = (
  words: readonly string[],
  parameters: Parameters | undefined,
): string[] => {
  const isKnown = (name: string): boolean =>
    parameters !== undefined && (isRunName(name) || lookUp(parameters, name) !== undefined);
  return words.map((word) =>
    word.replace(/\{([^{}]*)\}|[{}]/g, (found: string, name: string | undefined) => {
      if (name === undefined) return found + found;
      return isKnown(name) ? found : `{${found}}`;
    }),
  );
};

// A lone } stands for itself: it is not matched.
const brace = /\{\{|\}\}|\{([^{}]*)\}|\{/g;

const placeholdersIn = (word: string): string[] =>
  Array.from(word.matchAll(brace), ([, name]) => name).filter((name) => name !== undefined);

const hasOpenBrace = (word: string): boolean =>
  Array.from(word.matchAll(brace)).some(([found]) => found === '{');

const runValues = {
  'run.dir': (run: RunPlace) => run.dir,
  'run.id': (run: RunPlace) => run.id,
  'run.index': (run: RunPlace) => run.index,
  'run.attempt': (run: RunPlace) => run.attempt,
};

const runNames = Object.keys(runValues);

const isRunName = (name: string): name is keyof typeof runValues => Object.hasOwn(runValues, name);

const unknownProblem = (name: string, known: readonly string[], path: string): Problem => {
  const nearest = didYouMean(name, known);
  return {
    ...scriptProblem(path, `expected the name of a parameter in braces, got {${name}}`, [
      `Placeholders: ${known.map((each) => `{${each}}`).join(' ')}`,
      `For the text itself: {{${name}}}`,
    ]),
    ...(nearest !== undefined && { suggestion: `{${nearest}}` }),
  };
};

const openBraceProblem = (word: string, path: string): Problem =>
  scriptProblem(path, `expected a "}" for each "{", got ${JSON.stringify(word)}`, [
    'For a brace itself: {{',
  ]);
