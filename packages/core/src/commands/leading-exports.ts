import { shellQuote } from './shell-quote.ts';

/** A variable of a run whose text names others. */
export interface ExpandedVariable {
  readonly name: string;
  readonly text: string;
}

/** What of a text is not itself: what a shell puts in for it, or a variable's name. Backslashes and `$$` keep what follows. */
const token = /\\[\s\S]|\$\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

/** The text cut where variables stand, which are given by name. */
const piecesOf = (text: string): { readonly literals: string[]; readonly names: string[] } => {
  const literals: string[] = [];
  const names: string[] = [];
  let start = 0;
  for (const { 0: found, 1: plain, 2: braced, index } of text.matchAll(token)) {
    const name = plain ?? braced;
    if (name === undefined) continue;
    literals.push(text.slice(start, index));
    names.push(name);
    start = index + found.length;
  }
  return { literals: [...literals, text.slice(start)], names };
};

/** The variables that stand in a text as `$NAME` or `${NAME}`. */
export const variablesIn = (text: string): readonly string[] => piecesOf(text).names;

/** What a text has beside its variables. */
export const literalsOf = (text: string): readonly string[] =>
  piecesOf(text).literals.filter((literal) => literal !== '');

/**
 * Shell text that exports variables one after the other, so that a later one may name an earlier one. In their texts
 * `$NAME` and `${NAME}` are what the shell has by then, perhaps nothing; all else is itself.
 *
 * @example exportsText([{ name: 'HF_HOME', text: '$SCRATCH/hf' }]) // 'export HF_HOME="${SCRATCH-}"/hf; '
 */
export const exportsText = (variables: readonly ExpandedVariable[]): string =>
  variables.map(({ name, text }) => `export ${name}=${shellWord(text)}; `).join('');

const shellWord = (text: string): string => {
  const { literals, names } = piecesOf(text);
  return literals
    .map((literal, position) => {
      const name = names[position];
      const variable = name === undefined ? '' : `"\${${name}-}"`;
      return (literal === '' ? '' : shellQuote(literal)) + variable;
    })
    .join('');
};

const andThenWords = 'exec "$@"';

/**
 * A command that exports variables first: in front of the text of `sh -c`, or by a shell that then becomes the program.
 *
 * @param exports of `exportsText`
 */
export const withExports = (words: readonly string[], exports: string): readonly string[] => {
  const [program, option, text] = words;
  return program === 'sh' && option === '-c' && text !== undefined
    ? words.with(2, exports + text)
    : ['sh', '-c', exports + andThenWords, 'sh', ...words];
};

/** The words of a command that `withExports` put others in front of, and these; of another command all of its words. */
export const behindExports = (
  command: readonly string[],
): { readonly front: readonly string[]; readonly words: readonly string[] } => {
  const [program, option, text = '', name] = command;
  const exports = leadingExports(text);
  const isFront =
    program === 'sh' &&
    option === '-c' &&
    name === 'sh' &&
    exports !== '' &&
    text === exports + andThenWords;
  return isFront
    ? { front: command.slice(0, 4), words: command.slice(4) }
    : { front: [], words: command };
};

/** The exports that a shell's text begins with, with braces as in commands or doubled as in scripts. */
export const leadingExports = (text: string): string => exportsInFront.exec(text)?.[0] ?? '';

/** Whether a command exports the variable before its program is looked for. */
export const exportsVariable = (command: readonly string[], name: string): boolean =>
  command[0] === 'sh' && leadingExports(command[2] ?? '').includes(`export ${name}=`);

const exportsInFront =
  /^(?:export [A-Za-z_]\w*=(?:'[^']*'|\\'|"\$\{{1,2}[A-Za-z_]\w*-\}{1,2}"|[\w@%+:,./=-])*; )+/;
