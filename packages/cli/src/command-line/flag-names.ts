import {
  type Declaration,
  type Flag,
  type Flags,
  globalFlags,
  type Positional,
} from './command.ts';

/** How a flag is typed: `maxFailures` is `max-failures`. */
export const flagName = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** All flags of a command by the name they are typed with, and their keys. */
export const flagsByName = (declaration?: Declaration): ReadonlyMap<string, NamedFlag> =>
  new Map([...named(declaration?.flags ?? {}), ...named(globalFlags), ['help', help]]);

/** The flags of a command that a shortened name may mean: the very one, else all of the command's own that begin so. */
export const flagsMeant = (typed: string, declaration: Declaration): readonly string[] => {
  if (flagsByName(declaration).has(typed)) return [typed];
  return Object.keys(declaration.flags)
    .map(flagName)
    .filter((name) => typed !== '' && name.startsWith(typed));
};

/** A flag with the key its value gets in the arguments. */
export interface NamedFlag {
  readonly key: string;
  readonly flag: Flag;
}

const help: NamedFlag = {
  key: 'help',
  flag: { kind: 'switch', short: 'h', describe: 'Show this help' },
};

const named = (flags: Flags): [string, NamedFlag][] =>
  Object.entries(flags).map(([key, flag]) => [flagName(key), { key, flag }]);

/** How help and messages name a flag's value. */
export const valueName = ({ kind, value }: Flag): string =>
  value ?? (kind === 'count' ? 'N' : 'TEXT');

/** How help and messages name a positional. */
export const positionalName = (key: string, { shown }: Positional): string =>
  shown ?? key.toUpperCase();
