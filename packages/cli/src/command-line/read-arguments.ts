import { didYouMean } from '@mrunner/core/did-you-mean';
import type { Declaration, Flag, Positional } from './command.ts';
import { flagsByName, flagsMeant, positionalName, valueName } from './flag-names.ts';
import { parseWords, type RawArguments } from './parser.ts';

/** The arguments of a command, or what is wrong with how it was called, a sentence each. */
export type ReadArguments =
  | { readonly ok: true; readonly args: { readonly [name: string]: unknown } }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** Reads the words after a command's name as its declaration says. */
export const readArguments = (
  declaration: Declaration,
  words: readonly string[],
): ReadArguments => {
  const raw = parseWords(declaration, words);
  const mistakes: string[] = [];
  const args: { [name: string]: unknown } = { words: listOf(raw['--']) };
  readFlags(declaration, raw, args, mistakes);
  readPositionals(declaration, raw, args, mistakes);
  if (declaration.words === undefined && listOf(raw['--']).length > 0) {
    mistakes.push(`mrun ${declaration.name} takes no words after --.`);
  }
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, args };
};

const readFlags = (
  declaration: Declaration,
  raw: RawArguments,
  args: { [name: string]: unknown },
  mistakes: string[],
): void => {
  const flags = flagsByName(declaration);
  const shorts = [...flags.values()].map(({ flag }) => flag.short);
  for (const name of Object.keys(raw)) {
    if (['_', '--', '$0'].includes(name) || flags.has(name) || shorts.includes(name)) continue;
    mistakes.push(unknownFlag(declaration, name, [...flags.keys()]));
  }
  for (const [name, { key, flag }] of flags) {
    args[key] = flagValue(name, flag, raw[name], mistakes);
    if (flag.required === true && raw[name] === undefined) {
      const typed = `--${name} ${valueName(flag)}`;
      mistakes.push(`mrun ${declaration.name} needs ${typed}: ${flag.describe}.`);
    }
  }
};

const unknownFlag = (declaration: Declaration, name: string, known: readonly string[]): string => {
  const typed = name.length === 1 ? `-${name}` : `--${name}`;
  const meant = declaration.likeArgparse === true ? flagsMeant(name, declaration) : [];
  if (meant.length > 1) return `${typed} may be ${orList(meant.map((it) => `--${it}`))}.`;
  const suggestion = name.length === 1 ? undefined : didYouMean(name, known);
  const advice =
    suggestion === undefined
      ? `See mrun ${declaration.name} --help.`
      : `Did you mean --${suggestion}?`;
  return `mrun ${declaration.name} has no flag ${typed}. ${advice}`;
};

const flagValue = (name: string, flag: Flag, raw: unknown, mistakes: string[]): unknown => {
  const given = listOf(raw);
  if (flag.kind === 'switch') return given.at(-1) === true || given.at(-1) === 'true';
  const texts = given.map(String);
  if (flag.kind === 'optional') return texts.at(-1);
  if (texts.includes('')) {
    mistakes.push(`--${name} needs a value: --${name} ${valueName(flag)}`);
    return undefined;
  }
  if (flag.kind === 'list') return texts;
  const text = texts.at(-1);
  if (text === undefined) return undefined;
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    const suggestion = didYouMean(text, flag.choices);
    const advice = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    mistakes.push(`--${name}: expected ${orList(flag.choices)}, got ${text}.${advice}`);
  }
  return flag.kind === 'count' ? countOf(name, flag, text, mistakes) : text;
};

const countOf = (name: string, { least = 0 }: Flag, text: string, mistakes: string[]): number => {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= least)) {
    mistakes.push(`--${name}: expected a whole number, at least ${least}, got ${text}.`);
  }
  return count;
};

const readPositionals = (
  { name: command, positionals }: Declaration,
  raw: RawArguments,
  args: { [name: string]: unknown },
  mistakes: string[],
): void => {
  const given = listOf(raw._).map(String);
  for (const [name, positional] of Object.entries(positionals)) {
    if (positional.kind === 'many') {
      args[name] = given.splice(0);
      continue;
    }
    const word = given.shift();
    args[name] = word;
    if (word === undefined && positional.kind === 'one') {
      mistakes.push(
        `mrun ${command} needs ${positionalName(name, positional)}: ${positional.describe}.`,
      );
    } else if (word !== undefined) mistakes.push(...choiceMistakes(name, positional, word));
  }
  if (given.length > 0) {
    mistakes.push(`mrun ${command} does not take ${given.join(' ')}. See mrun ${command} --help.`);
  }
};

const choiceMistakes = (name: string, positional: Positional, word: string): readonly string[] => {
  const { choices } = positional;
  if (choices === undefined || choices.includes(word)) return [];
  const suggestion = didYouMean(word, choices);
  const advice = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return [
    `${positionalName(name, positional)}: expected ${orList(choices)}, got ${word}.${advice}`,
  ];
};

const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const listOf = (raw: unknown): unknown[] => {
  if (raw === undefined) return [];
  return Array.isArray(raw) ? [...raw] : [raw];
};
