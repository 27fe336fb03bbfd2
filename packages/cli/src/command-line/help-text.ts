import { wrapText } from '../output/wrap-text.ts';
import { type Command, type Declaration, type Flag, type Flags, globalFlags } from './command.ts';
import { flagName, positionalName, valueName } from './flag-names.ts';

/** `mrun run SPEC [flags] [-- words]` */
export const usageText = ({ name, positionals, flags, words }: Declaration): string => {
  const places = Object.entries(positionals).map(([key, positional]) => {
    const { kind, choices } = positional;
    const shown = choices?.join('|') ?? positionalName(key, positional);
    if (kind === 'one') return shown;
    return kind === 'many' ? `[${shown}…]` : `[${shown}]`;
  });
  const needed = Object.entries(flags as Flags)
    .filter(([, flag]) => flag.required === true)
    .map(([key, flag]) => flagText(key, flag));
  const after = words === undefined ? [] : ['[-- words]'];
  return ['mrun', name, ...places, ...needed, '[flags]', ...after].join(' ');
};

/** The help of one command: what it is for, examples, then every flag. Ends with a newline. */
export const commandHelp = (declaration: Declaration, columns: number): string => {
  const { summary, description = [], examples, positionals, flags, words } = declaration;
  const rows = (entries: readonly (readonly [string, string])[]): string =>
    twoColumns(entries, columns);
  const places = Object.entries(positionals).map(
    ([key, positional]) => [positionalName(key, positional), positional.describe] as const,
  );
  const after = words === undefined ? [] : [['-- words', words] as const];
  const sections = [
    `${usageText(declaration)}\n`,
    [summary, ...description]
      .map((text) => `${wrapText(`${text}.`.replace('..', '.'), columns)}\n`)
      .join('\n'),
    `Examples\n${rows(examples)}`,
    ...(places.length + after.length === 0 ? [] : [`Arguments\n${rows([...places, ...after])}`]),
    ...flagGroups(flags).map(([title, group]) => `${title}\n${rows(flagRows(group))}`),
    `Of every command\n${rows(flagRows({ ...globalFlags, help: helpFlag }))}`,
  ];
  return sections.join('\n');
};

const helpFlag: Flag = { kind: 'switch', short: 'h', describe: 'Show this help' };

/** Flags by the headings that help shows them under. */
export const flagGroups = (flags: Flags): (readonly [title: string, flags: Flags])[] => {
  const groups = Map.groupBy(Object.entries(flags), ([, { group }]) => group ?? 'Flags');
  return [...groups].map(([title, group]) => [title, Object.fromEntries(group)]);
};

/** Every flag as help shows it, with what it does. */
export const flagRows = (flags: Flags): (readonly [string, string])[] =>
  Object.entries(flags).map(([key, flag]) => [flagText(key, flag), describeFlag(flag)]);

const flagText = (key: string, flag: Flag): string => {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value =
    flag.kind === 'switch'
      ? ''
      : flag.kind === 'optional'
        ? `[=${valueName(flag)}]`
        : ` ${valueName(flag)}`;
  return `${short}--${flagName(key)}${value}`;
};

const describeFlag = ({ kind, describe, choices, spread }: Flag): string => {
  const text = choices === undefined ? describe : `${describe}: ${choices.join(', ')}`;
  if (kind !== 'list') return text;
  return spread === true ? text : `${text} (again for more)`;
};

/** Left what one types, right what it means, wrapped to the terminal. */
export const twoColumns = (
  entries: readonly (readonly [string, string])[],
  columns: number,
): string => {
  const widths = entries.map(([left]) => left.length).filter((width) => width <= 30);
  const width = Math.max(0, ...widths) + 2;
  return entries
    .map(([left, right]) => {
      const lines = wrapText(right, Math.max(30, columns - width - 2)).split('\n');
      const indent = `\n${' '.repeat(width + 2)}`;
      const head = left.length <= 30 ? `  ${left.padEnd(width)}` : `  ${left}${indent}`;
      return `${head}${lines.join(indent)}\n`;
    })
    .join('');
};

const groups = ['Start', 'Look', 'Steer', 'Set up'] as const;

/** What `mrun --help` shows: every command. */
export const allCommandsHelp = (commands: readonly Command[], columns: number): string => {
  const sections = groups.map((group) => {
    const members = commands.filter(({ declaration }) => declaration.group === group);
    const rows = members.map(({ declaration: { name, summary } }) => [name, summary] as const);
    return `${group}\n${twoColumns(rows, columns)}`;
  });
  return `mrun launches experiments: one spec, many runs.\n\n${sections.join('\n')}\n${ending}`;
};

const ending = `Everything about one command: mrun run --help
A run is 3, runs are 3-7,9; of another sweep otter/3. A sweep is its id or a part
of it, such as otter; without one it is the newest of this project.
`;

/** What `mrun` alone shows: the way through a first sweep. */
export const firstSteps = (
  version: string,
): string => `mrun ${version} launches experiments: one spec, many runs.

  mrun init                      write a spec, a training script and mrunner.yaml to start from
  mrun plan spec.ts              what would run
  mrun run spec.ts --parallel 2  run it
  mrun status                    how the newest sweep is doing, from any terminal
  mrun logs 3 -f                 what run 3 prints
  mrun results                   what came out, as a table
  mrun why                       what went wrong

All commands: mrun --help    One of them: mrun run --help
`;
