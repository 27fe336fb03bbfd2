import { isMapKey, type Problem } from '@mrunner/core';
import type { Arguments } from '../command-line/command.ts';
import type { context } from '../command-line/declarations/context.ts';
import { contextKeyFlags } from '../command-line/declarations/context-key-flags.ts';

export type ContextArguments = Arguments<typeof context>;

/** What the flags say of a context, by the names of keys as files have them. */
export interface WishedFlags {
  readonly flags: { readonly [key: string]: unknown };
  readonly problems: readonly Problem[];
}

/** Reads the flags that speak for keys of a context. */
export const wishedFlags = (args: ContextArguments): WishedFlags => {
  const problems: Problem[] = [];
  const flags: { [key: string]: unknown } = {};
  if (args.noNeptune && args.neptune !== undefined) {
    const message = '--neptune and --no-neptune exclude each other';
    problems.push({ kind: 'conflict', path: '--no-neptune', message });
  }
  for (const key of [...Object.keys(contextKeyFlags), 'resources']) {
    const isDenied = key === 'neptune' && args.noNeptune;
    const given: unknown = isDenied ? 'false' : args[key as keyof ContextArguments];
    if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    const name = snakeCase(key);
    flags[name] = isMapKey(name)
      ? mapOf(name, given as readonly string[], problems)
      : givenValue(name, given);
  }
  return { flags, problems };
};

const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Lists whose elements may have spaces in them. */
const wholeTexts: ReadonlySet<string> = new Set(['env_file', 'link']);

/** `--neptune` alone means true; each time a list is given it may hold several words. */
const givenValue = (name: string, given: unknown): unknown => {
  if (given === '') return true;
  if (!Array.isArray(given)) return given;
  if (given.length === 1) return given[0];
  return wholeTexts.has(name) ? given : given.flatMap((text: string) => text.trim().split(/\s+/));
};

const mapOf = (
  key: string,
  given: readonly string[],
  problems: Problem[],
): { readonly [name: string]: string } => {
  const map: { [name: string]: string } = {};
  for (const word of given) {
    const at = word.indexOf('=');
    if (at > 0) map[word.slice(0, at)] = word.slice(at + 1);
    else {
      const message = `expected ${key === 'env' ? 'NAME' : 'name'}=value, got ${JSON.stringify(word)}`;
      problems.push({ kind: 'value', path: `--${key.replaceAll('_', '-')}`, message });
    }
  }
  return map;
};
