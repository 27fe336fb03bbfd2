import type { Declaration } from './command.ts';
import { flagsByName, flagsMeant, type NamedFlag } from './flag-names.ts';

/** What was typed, in one form of the several that are accepted, and the command that was found in it. */
export interface PreparedWords {
  /** Without the command. Flags have dashes, and their values behind `=`. */
  readonly words: readonly string[];
  readonly name: string | undefined;
  /** Where the command stands among what was typed. */
  readonly at: number | undefined;
}

/** The command whose flags may also stand before the command, as those of older tools did: `mrun --cpu 4 run spec.py`. */
const mostUsual = 'run';

/**
 * Finds the command, and writes every flag in one form: `--max_failures 3` becomes `--max-failures=3`. So a value may
 * begin with a dash (`--sort -accuracy`), and a flag that takes a value only behind `=` never swallows the next word.
 */
export const prepareWords = (
  argv: readonly string[],
  declarationOf: (name: string) => Declaration | undefined,
): PreparedWords => {
  const words: string[] = [];
  let name: string | undefined;
  let at: number | undefined;
  let declaration: Declaration | undefined;
  let flags = flagsByName(declarationOf(mostUsual));
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return { words: [...words, ...argv.slice(i)], name, at };
    if (!isFlag(word)) {
      if (name === undefined) {
        name = word;
        at = i;
        declaration = declarationOf(word);
        flags = flagsByName(declaration);
      } else words.push(word);
      continue;
    }
    const flag = wholeName(withDashes(word), declaration);
    const dashed = declaration?.dashed;
    if (dashed !== undefined && !word.startsWith('--') && flagOf(word, flags) === undefined) {
      words.push(`--${dashed}=${word.slice(1)}`);
      continue;
    }
    const values = valuesBehind(argv.slice(i + 1), flag, flags);
    words.push(...(values.length === 0 ? [flag] : values.map((value) => `${flag}=${value}`)));
    i += values.length;
  }
  return { words, name, at };
};

const isFlag = (word: string): boolean => /^-{1,2}[A-Za-z]/.test(word);

const withDashes = (word: string): string => {
  if (!word.startsWith('--')) return word;
  const [, name = '', value = ''] = /^--([^=]*)(=[\s\S]*)?$/.exec(word) ?? [];
  return `--${name.replaceAll('_', '-')}${value}`;
};

/** The flag that was shortened, where that is allowed and only one is meant. */
const wholeName = (word: string, declaration: Declaration | undefined): string => {
  if (!word.startsWith('--') || declaration?.likeArgparse !== true) return word;
  const [typed = ''] = word.slice(2).split('=');
  const [meant, another] = flagsMeant(typed, declaration);
  if (meant === undefined || another !== undefined) return word;
  return `--${meant}${word.slice(2 + typed.length)}`;
};

/** The words behind a flag that are its values. */
const valuesBehind = (
  rest: readonly string[],
  word: string,
  flags: ReadonlyMap<string, NamedFlag>,
): readonly string[] => {
  if (word.includes('=')) return [];
  const flag = flagOf(word, flags)?.flag;
  if (flag === undefined || flag.kind === 'switch' || flag.kind === 'optional') return [];
  const isValue = (next: string): boolean =>
    next !== '--' && (!isFlag(next) || flagOf(withDashes(next), flags) === undefined);
  if (flag.spread !== true) return rest.slice(0, 1).filter(isValue);
  // What begins like a flag may be a shortened one, so a list does not take it.
  const end = rest.findIndex((next) => isFlag(next) || next === '--');
  return end === -1 ? rest : rest.slice(0, end);
};

/** The flag that a word names, with or without a value; undefined when there is none. */
const flagOf = (word: string, flags: ReadonlyMap<string, NamedFlag>): NamedFlag | undefined => {
  if (word.startsWith('--')) return flags.get(word.slice(2).split('=')[0] ?? '');
  return [...flags.values()].find(({ flag }) => `-${flag.short}` === word);
};
