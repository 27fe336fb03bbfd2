import type { Command, Declaration } from '../command-line/command.ts';
import { flagsByName } from '../command-line/flag-names.ts';

/** Names that only the disk knows. */
export interface KnownNames {
  readonly contexts: () => readonly string[];
  readonly sweeps: () => readonly string[];
  readonly tags: () => readonly string[];
}

/**
 * What may stand in the place of the last word. Nothing means: a file, or something that nobody can guess.
 *
 * @example candidates(commands, ['sta'], names) // ['status']
 */
export const candidates = (
  commands: readonly Command[],
  words: readonly string[],
  names: KnownNames,
): string[] => {
  const current = words.at(-1) ?? '';
  const typed = words.slice(0, -1);
  return possible(commands, typed, current, names).filter((word) => word.startsWith(current));
};

const possible = (
  commands: readonly Command[],
  typed: readonly string[],
  current: string,
  names: KnownNames,
): readonly string[] => {
  if (typed.includes('--')) return [];
  const declarations = commands.map(({ declaration }) => declaration);
  const typedName = typed.find((word) => declarations.some(({ name }) => name === word));
  const command = declarations.find(({ name }) => name === typedName);
  const flag = flagsByName(command).get((typed.at(-1) ?? '').replace(/^--/, ''))?.flag;
  if (flag !== undefined && typed.at(-1)?.startsWith('--') === true && flag.kind !== 'switch') {
    if (typed.at(-1) === '--tags') return names.tags();
    return /^--(context|runcfg)$/.test(typed.at(-1) ?? '')
      ? names.contexts()
      : (flag.choices ?? flag.offers ?? []);
  }
  if (current.startsWith('-')) return [...flagsByName(command).keys()].map((name) => `--${name}`);
  return command === undefined
    ? declarations.map(({ name }) => name)
    : ofPositional(command, typed, names);
};

/** Commands whose positionals name contexts. */
const contextPlaces: ReadonlySet<string> = new Set(['context', 'doctor', 'login']);

/** Positionals that name sweeps or runs. */
const sweepPlaces: ReadonlySet<string> = new Set(['sweep', 'sweeps', 'run', 'runs', 'target']);

const ofPositional = (
  { name, positionals }: Declaration,
  typed: readonly string[],
  names: KnownNames,
): readonly string[] => {
  const given = typed.slice(typed.indexOf(name) + 1).filter((word) => !word.startsWith('-'));
  const entries = Object.entries(positionals);
  const [key, positional] = entries[Math.min(given.length, entries.length - 1)] ?? [];
  if (key === undefined || positional === undefined) return [];
  if (given.length >= entries.length && positional.kind !== 'many') return [];
  if (positional.choices !== undefined) return positional.choices;
  if (contextPlaces.has(name)) return names.contexts();
  if (key === 'tags') return names.tags();
  return sweepPlaces.has(key) ? names.sweeps() : [];
};
