import type { Cli } from '../cli.ts';

/**
 * A flag. Its key in a declaration is its name in camelCase; it is typed `--max-failures` or `--max_failures`.
 *
 * - `switch`: present or not
 * - `text`: takes a value
 * - `optional`: `--shuffle` or `--shuffle=7`; the value is '' without one
 * - `list`: takes a value, may be repeated; or all words up to the next flag, when it is `spread`
 * - `count`: takes a whole number
 */
export interface Flag {
  readonly kind: 'switch' | 'text' | 'optional' | 'list' | 'count';
  readonly describe: string;
  /** One letter: `y` for `-y`. */
  readonly short?: string;
  /** How help names the value: `N`, `NAME`, `key=value`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** What completion offers, where other values are read as well. */
  readonly offers?: readonly string[];
  /** Under which heading help shows it; default: `Flags`. */
  readonly group?: string;
  /** The smallest number of a `count`; default 0. */
  readonly least?: number;
  /** Whether a `list` takes all words that follow: `--add-tags a b c`. */
  readonly spread?: true;
  /** Whether the command can't do without it. */
  readonly required?: true;
}

export interface Flags {
  readonly [name: string]: Flag;
}

/** A word that is no flag. */
export interface Positional {
  /** As help names it; default: its key in capitals. */
  readonly shown?: string;
  readonly kind: 'one' | 'optional' | 'many';
  readonly describe: string;
  readonly choices?: readonly string[];
}

export interface Positionals {
  readonly [name: string]: Positional;
}

/** A command as help, parser, completion and docs know it: plain data. */
export interface Declaration {
  /** One word. */
  readonly name: string;
  readonly group: CommandGroup;
  /** One line without a full stop. */
  readonly summary: string;
  /** Further paragraphs of its help. */
  readonly description?: readonly string[];
  readonly positionals: Positionals;
  readonly flags: Flags;
  /** The `list` flag that a word with one dash means when it is no flag itself: `-demo` is `--remove=demo`. */
  readonly dashed?: string;
  /** Whether its flags may be shortened as far as they stay clear (`--lim 3`), and `@FILE` stands for the words in that file. */
  readonly likeArgparse?: true;
  /** Whether words after `--` are taken. */
  readonly words?: string;
  /** What to type, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

export type CommandGroup = 'Start' | 'Look' | 'Steer' | 'Set up';

type FlagValue<F extends Flag> = F['kind'] extends 'switch'
  ? boolean
  : F['kind'] extends 'list'
    ? readonly string[]
    : F['kind'] extends 'count'
      ? number | undefined
      : string | undefined;

type PositionalValue<P extends Positional> = P['kind'] extends 'many'
  ? readonly string[]
  : P['kind'] extends 'one'
    ? string
    : string | undefined;

/** Flags that every command has. */
export const globalFlags = {
  yes: { kind: 'switch', short: 'y', describe: 'Answer yes to every question' },
  json: { kind: 'switch', describe: 'Print JSON, for programs' },
  config: {
    kind: 'text',
    value: 'FILE',
    describe: 'Contexts file to use instead of the mrunner.yaml found upwards',
  },
  context: { kind: 'text', value: 'NAME', describe: 'Where to run: a context of mrunner.yaml' },
  quiet: { kind: 'switch', describe: 'Print only what matters in the end' },
} as const satisfies Flags;

/** What a command is called with: its positionals, its flags and the global ones by name, and the words after `--`. */
export type Arguments<D extends Declaration> = {
  readonly [K in keyof D['positionals']]: PositionalValue<D['positionals'][K]>;
} & {
  readonly [K in keyof D['flags']]: FlagValue<D['flags'][K]>;
} & {
  readonly [K in keyof typeof globalFlags]: FlagValue<(typeof globalFlags)[K]>;
} & { readonly words: readonly string[] };

/** What a command does. Answers the exit code. */
export type CommandMain<D extends Declaration> = (args: Arguments<D>, cli: Cli) => Promise<number>;

/** A command with the code behind it, which is loaded when it is used. */
export interface Command {
  readonly declaration: Declaration;
  readonly load: () => Promise<(args: never, cli: Cli) => Promise<number>>;
}

/** Ties a declaration to its code, so that the arguments' types agree. */
export const command = <const D extends Declaration>(
  declaration: D,
  load: () => Promise<{ readonly main: CommandMain<D> }>,
): Command => ({ declaration, load: async () => (await load()).main });
