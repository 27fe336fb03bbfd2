import type { Declaration } from './command.ts';
import { flagsByName, type NamedFlag } from './flag-names.ts';

/** What was typed, in one form of the several that are accepted, and the command that was found in it. */
export interface PreparedWords {
  /** Without the command. Flags have dashes, and their values behind `=`. */
  readonly words: readonly string[];
  readonly name: string | undefined;
}

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
  let dashed: string | undefined;
  let flags = flagsByName();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return { words: [...words, ...argv.slice(i)], name };
    if (!isFlag(word)) {
      if (name === undefined) {
        name = word;
        const declaration = declarationOf(word);
        flags = flagsByName(declaration);
        dashed = declaration?.dashed;
      } else words.push(word);
      continue;
    }
    const flag = withDashes(word);
    if (dashed !== undefined && !word.startsWith('--') && flagOf(word, flags) === undefined) {
      words.push(`--${dashed}=${word.slice(1)}`);
      continue;
    }
    const next = argv[i + 1];
    if (next !== undefined && takesNext(flag, next, flags)) {
      words.push(`${flag}=${next}`);
      i++;
    } else words.push(flag);
  }
  return { words, name };
};

const isFlag = (word: string): boolean => /^-{1,2}[A-Za-z]/.test(word);

const withDashes = (word: string): string => {
  if (!word.startsWith('--')) return word;
  const [, name = '', value = ''] = /^--([^=]*)(=[\s\S]*)?$/.exec(word) ?? [];
  return `--${name.replaceAll('_', '-')}${value}`;
};

const takesNext = (word: string, next: string, flags: ReadonlyMap<string, NamedFlag>): boolean => {
  if (word.includes('=')) return false;
  const kind = flagOf(word, flags)?.flag.kind;
  if (kind === undefined || kind === 'switch' || kind === 'optional') return false;
  return next !== '--' && (!isFlag(next) || flagOf(withDashes(next), flags) === undefined);
};

/** The flag that a word names, with or without a value; undefined when there is none. */
const flagOf = (word: string, flags: ReadonlyMap<string, NamedFlag>): NamedFlag | undefined => {
  if (word.startsWith('--')) return flags.get(word.slice(2).split('=')[0] ?? '');
  return [...flags.values()].find(({ flag }) => `-${flag.short}` === word);
};
