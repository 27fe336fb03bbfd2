/** A flag as the help of a script shows it. */
export interface HelpFlag {
  /** All its spellings: `-l`, `--lr`, `--no-amp`. */
  readonly names: readonly string[];
  /** `either`: a value may stand behind it, or the help does not tell. */
  readonly takes: 'value' | 'nothing' | 'either';
  /** Whether several values may stand behind it; undefined when the help does not tell. */
  readonly several?: boolean;
  readonly required: boolean;
  /** The values it may have, when there are a few. */
  readonly choices?: readonly string[];
}

/** What the help of a script says about its flags. */
export interface ScriptHelp {
  readonly flags: readonly HelpFlag[];
  /** Whether the parser takes the beginning of a name for the name, as argparse does. */
  readonly abbreviates: boolean;
  /** Whether `--learning_rate`, `--learning-rate` and `--learningRate` are one, as for tyro and yargs. */
  readonly lenient: boolean;
}

/**
 * Reads the flags in the output of `SCRIPT --help`, as argparse, click, Typer, tyro, absl, Fire, commander and yargs write it.
 * Undefined when no flag is in it: then it is no help, or that of a script without any.
 *
 * @example readHelp('usage: t.py [-h] --lr LR\n\noptions:\n  --lr LR  the rate\n')
 * // flags: [{ names: ['--lr'], takes: 'value', required: true }]
 */
export const readHelp = (output: string): ScriptHelp | undefined => {
  const text = plainText(output);
  const usage = usageOf(text);
  const needed = new Set(requiredIn(usage));
  const rows = text.replace(usage, '').split('\n');
  const flags = rows.flatMap((row, i) => flagIn(row, rows.slice(i + 1), needed) ?? []);
  if (!flags.some(({ names }) => names.some((name) => name.startsWith('--')))) return undefined;
  const isBoxed = /[│╭]/.test(output) && /^usage: /m.test(text);
  return {
    flags,
    abbreviates: /show this help message and exit/.test(text) && !isBoxed,
    lenient: isBoxed || (flags.length > 0 && rows.some((row) => yargsType(row) !== undefined)),
  };
};

/** Without colours, and without the lines of boxes. */
const plainText = (output: string): string =>
  output
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what begins a colour.
    .replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replaceAll('\r', '')
    .replaceAll(/[│┃|]\s*$/gm, '')
    .replaceAll(/^\s*[│┃]\s?[*]?/gm, '  ');

/** The usage up to the first empty line. */
const usageOf = (text: string): string =>
  /^\s*usage:[\s\S]*?(?=\n\s*\n|$(?![\s\S]))/im.exec(text)?.[0] ?? '';

/** Flags in a usage line that stand neither in brackets nor in a choice of several. */
const requiredIn = (usage: string): readonly string[] => {
  let bare = usage;
  for (let before = ''; bare !== before; ) {
    before = bare;
    bare = bare.replace(/\[[^[\]]*\]/g, ' ').replace(/\([^()]*\)/g, ' ');
  }
  return bare.match(/(?<=\s)--?[A-Za-z][\w.-]*/g) ?? [];
};

const flagIn = (
  row: string,
  below: readonly string[],
  needed: ReadonlySet<string>,
): HelpFlag | undefined => {
  // absl puts a colon behind the name, the others two spaces or a line break.
  const absl = /^\s+((?:-\w,)?--(?:\[no\])?[\w.-]+):\s/.exec(row);
  const head = absl?.[1] ?? /^\s+(-(?:-|\w)\S*(?:\s\S+)*)/.exec(row)?.[1];
  if (head === undefined) return undefined;
  const parts = head
    .split(/,\s*(?=-)|\s+[/|]\s+(?=-)/)
    .map((part) => /^(--?(?:\[no\])?[A-Za-z][\w.-]*)(?:[\s=]\s*(.+))?$/.exec(part));
  if (parts.some((part) => part === null)) return undefined;
  const names = parts.flatMap((part) => spellings(part?.[1] ?? ''));
  const metavar = parts.map((part) => part?.[2]).find((value) => value !== undefined);
  const rest = row.slice(row.indexOf(head) + head.length);
  // A help text that is wrapped goes on below, further in.
  const indent = row.search(/\S/);
  const next = below.findIndex((line) => line.search(/\S/) <= indent || /^\s*-/.test(line));
  const help = [rest, ...below.slice(0, next === -1 ? below.length : next)].join(' ');
  const several = takesSeveral(metavar, absl !== null, `  ${head}${rest}`);
  const choices = choicesOf(metavar, absl === null ? help : rest);
  return {
    names,
    takes: takes(absl !== null, head, metavar, rest),
    required: /[[(]required[\])]/i.test(help) || names.some((name) => needed.has(name)),
    ...(several !== undefined && { several }),
    ...(choices !== undefined && { choices }),
  };
};

/** `--[no]amp` is two names. */
const spellings = (name: string): readonly string[] =>
  name.startsWith('--[no]')
    ? [`--${name.slice('--[no]'.length)}`, `--no${name.slice('--[no]'.length)}`]
    : [name];

const yargsType = (row: string): string | undefined =>
  /^\s+-.*\s\[(boolean|number|string|array|count)\](?:\s\[|$)/.exec(row)?.[1] ??
  (/^\s+-.*\s\[choices: /.test(row) ? 'string' : undefined);

const takes = (
  isAbsl: boolean,
  head: string,
  metavar: string | undefined,
  rest: string,
): HelpFlag['takes'] => {
  if (isAbsl) return head.includes('[no]') ? 'either' : 'value';
  const type = yargsType(`  ${head}${rest}`);
  if (type !== undefined) return type === 'boolean' || type === 'count' ? 'either' : 'value';
  if (metavar === undefined) return 'nothing';
  return metavar.startsWith('[') && !metavar.includes('|') ? 'either' : 'value';
};

const takesSeveral = (
  metavar: string | undefined,
  isAbsl: boolean,
  row: string,
): boolean | undefined => {
  const type = yargsType(row);
  if (type !== undefined) return type === 'array';
  if (isAbsl) return false;
  if (metavar === undefined) return undefined;
  return /\.\.\.|…/.test(metavar) || /^\S+\s+\S/.test(metavar);
};

const choicesOf = (metavar: string | undefined, help: string): readonly string[] | undefined => {
  const inMetavar = /^(?:\{([^{}]+)\}|\[([^[\]|]+(?:\|[^[\]|]+)+)\])(?:\s|$)/.exec(metavar ?? '');
  const inHelp =
    /[[(]choices: ([^\])]+)[\])]/.exec(help)?.[1] ?? /^:\s*<([^<>]+\|[^<>]+)>/.exec(help)?.[1];
  const list = inMetavar?.[1]?.split(',') ?? (inMetavar?.[2] ?? inHelp)?.split(/[|,]/);
  return list?.map((choice) => choice.trim().replace(/^(["'])(.*)\1$/, '$2'));
};
