import type { Problem } from '../problems/problem.ts';
import { behindExports, leadingExports } from './leading-exports.ts';
import { type ScannedText, scanWords } from './scan-words.ts';
import { checkScriptWords } from './script-words.ts';
import { shellQuote } from './shell-quote.ts';
import { splitWords } from './split-words.ts';

/** A script's text as the words of a command: those of the text itself, or those that have a shell run it. */
export interface OldScript {
  readonly words: readonly string[];
  readonly needsShell: boolean;
}

/**
 * Reads a script as the old tools did, which gave every text to a shell. Text that a shell would only split is split. Any
 * other is for `sh -c`: what is added to the command then follows the text, so that its last command gets it.
 *
 * @param prefix words in front of the text, such as `mpiexec`
 * @example readOldScript('python a.py | tee b', [], 'script').words // ['sh', '-c', 'python a.py | tee b "$@"', 'sh']
 */
export const readOldScript = (
  text: string,
  prefix: readonly string[],
  path: string,
): { readonly script?: OldScript; readonly problems: readonly Problem[] } => {
  const trimmed = text.trim().replace(/\s*;$/, '');
  const scanned = scanWords(trimmed);
  if (scanned.unfinished === undefined && needsShell(trimmed, scanned)) {
    const words = ['sh', '-c', `${[...prefix, trimmed].join(' ')} "$@"`, 'sh'];
    const problems = checkScriptWords(words, path);
    return problems.length > 0 ? { problems } : { script: { words, needsShell: true }, problems };
  }
  const words = splitWords(trimmed, path);
  if (!words.ok) return { problems: words.problems };
  return { script: { words: [...prefix, ...words.value], needsShell: false }, problems: [] };
};

/** Whether what follows the text does not reach the program that it is about: that stands before a pipe, or in a block. */
export const endsBehindProgram = (text: string): boolean =>
  /(?<![|>])\|(?!\|)|(?:[)}&]|\b(?:fi|done|esac))\s*$/.test(withoutQuoted(text));

const needsShell = (text: string, { words }: ScannedText): boolean =>
  words.some(({ shellCharacters }) => shellCharacters.size > 0) ||
  /^[A-Za-z_]\w*=/.test(words[0]?.written ?? '') ||
  shellWords.has(words[0]?.written ?? '') ||
  hasMoreForShell(withoutQuoted(text));

/** Commands that a shell does itself, or that only it gives a meaning in front of another one. */
const shellWords: ReadonlySet<string> = new Set(
  '! . : cd command eval exec export set source time ulimit umask unset {'.split(' '),
);

/** Patterns of file names, comments, and several lines. */
const hasMoreForShell = (text: string): boolean => /[?\n]|\[[^\]]*\]|(?:^|\s)#/.test(text);

/** Without quoted parts and characters behind a backslash, among them the ends of lines that are joined. */
const withoutQuoted = (text: string): string =>
  text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\./gs, 'x');

/**
 * A command whose leading `python` or `python3`, also behind `mpiexec`, is the given program; other commands stay. In a
 * script for `sh -c` it is the one that the text begins with, behind assignments. Exports may stand in front of both.
 */
export const withPython = (
  command: readonly string[],
  program: string | undefined,
): readonly string[] => {
  if (program === undefined) return command;
  const { front, words } = behindExports(command);
  if (front.length > 0) return [...front, ...withPython(words, program)];
  const [first = '', second = '', text = '', name] = command;
  if (first === 'sh' && second === '-c' && name === 'sh' && text.endsWith(' "$@"')) {
    const exports = leadingExports(text);
    const named = text
      .slice(exports.length)
      .replace(leadingPython, (_, before: string) => before + shellQuote(program));
    return [first, second, exports + named, ...command.slice(3)];
  }
  const at = first === 'mpiexec' ? 1 : 0;
  return isPythonWord(command[at] ?? '') ? command.with(at, program) : command;
};

/** Whether a program is the Python that is found on PATH: `python` or `python3`. */
export const isPythonWord = (program: string): boolean => /^python3?$/.test(program);

const leadingPython = /^((?:mpiexec\s+)?(?:[A-Za-z_]\w*=\S*\s+)*)python3?(?=\s)/;
