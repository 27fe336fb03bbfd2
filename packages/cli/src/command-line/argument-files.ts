import { scanWords } from '@mrunner/core';

/** The words with those of the files in place of `@FILE`; or what is wrong with the files, a sentence each. */
export type ExpandedWords =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * Replaces each `@FILE` by what the file holds, as Python's argparse does: one word a line, and a line may name another
 * file. Beyond that a line may hold a flag with its values (`--cores 4`), be empty, or be a comment behind `# `.
 *
 * @param read the text of a file, relative to where mrun was typed; undefined when there is none
 */
export const expandArgumentFiles = (
  words: readonly string[],
  read: (path: string) => string | undefined,
): ExpandedWords => {
  const mistakes: string[] = [];
  const expand = (word: string, opened: readonly string[]): readonly string[] => {
    if (!word.startsWith('@') || word === '@') return [word];
    const path = word.slice(1);
    if (opened.includes(path)) {
      mistakes.push(`${word}: it names itself: ${[...opened, path].join(' → ')}.`);
      return [];
    }
    const text = read(path);
    if (text === undefined) {
      mistakes.push(`${word}: there is no file ${path} here.`);
      return [];
    }
    return text.split(/\r?\n/).flatMap((line) => {
      const inLine = wordsOfLine(line);
      if (inLine === undefined) {
        mistakes.push(`${word}: expected words, got a quote without its end: ${line.trim()}`);
        return [];
      }
      return inLine.flatMap((it) => expand(it, [...opened, path]));
    });
  };
  const expanded = words.flatMap((word) => expand(word, []));
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, words: expanded };
};

/** Undefined when quotes do not end. */
const wordsOfLine = (line: string): readonly string[] | undefined => {
  if (/^\s*(?:#(?:\s.*)?)?$/.test(line)) return [];
  const [, flag, values] = /^\s*(--?[A-Za-z][\w-]*)\s+(\S.*)$/.exec(line) ?? [];
  if (flag === undefined || values === undefined) return [line.trim()];
  const { words, unfinished } = scanWords(values);
  return unfinished === undefined ? [flag, ...words.map(({ value }) => value)] : undefined;
};
