import type { Problem } from '../problems/problem.ts';
import { gotText } from '../problems/wrong-value.ts';
import {
  type ContextKeyName,
  contextKey,
  contextKeyMeant,
  contextKeyNamed,
  contextKeyNames,
} from './context-keys.ts';
import { deadKeys, unusedKeys } from './dead-keys.ts';
import { entriesOf, type Given, givenPlainly, problemAt, problemAtKey } from './given.ts';
import { variableName } from './scalar-kinds.ts';
import { type Origin, parseSetting, type Setting, type Settings, settingId } from './setting.ts';

/** What could be read, and all that could not. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** What was read over, and why that is no mistake. */
  readonly notes: readonly Problem[];
}

/** Reads the keys of `defaults`, of a context or of the command line. */
export const parseSettings = (given: Given, origin: (key: string) => Origin): ParsedSettings => {
  const reader = new SettingsReader(origin);
  reader.readKeys(given);
  return reader;
};

/** Old job scripts exported values without quotes, so that the shell filled in variables. */
const literalVariables = (given: Given): readonly Problem[] => {
  const variable = /\$\{?[A-Za-z_]\w*\}?/.exec(String(given.value))?.[0];
  if (variable === undefined) return [];
  const message = `${variable} is not filled in here: it stays as it is written (prolog_cmd: export … fills it in)`;
  return [problemAt(given, { kind: 'value', message })];
};

class SettingsReader implements ParsedSettings {
  readonly settings = new Map<string, Setting>();
  readonly problems: Problem[] = [];
  readonly notes: Problem[] = [];
  readonly #origin: (key: string) => Origin;
  readonly #spellings = new Map<string, string>();

  constructor(origin: (key: string) => Origin) {
    this.#origin = origin;
  }

  readKeys(given: Given): void {
    for (const [key, child] of entriesOf(
      given,
      'a map of keys such as backend: local',
      this.problems,
    )) {
      const name = contextKeyNamed(key);
      if (key === 'resources') this.#readResources(child);
      else if (name === undefined) this.#readUnknown(child, key);
      else if (contextKey(name).merge === 'by name') this.#readMap(name, child);
      // What counts is the name that the context has in `contexts`.
      else if (name !== 'context_name') this.#readValue(name, child, key);
    }
  }

  #readUnknown(given: Given, key: string): void {
    const why = deadKeys.get(key);
    if (why === undefined) this.#reportUnknown(given, key);
    else this.notes.push(problemAtKey(given, { kind: 'unknown-key', message: why }));
  }

  #readResources(given: Given): void {
    const resources =
      typeof given.value === 'string' ? this.#resourcesInText(given, given.value) : given;
    const known = contextKeyNames.filter((name) => contextKey(name).group === 'resources');
    for (const [key, child] of entriesOf(
      resources,
      'a map such as {cpu: 4, mem: 16G}',
      this.problems,
    )) {
      const name = known.find((resource) => resource === key);
      if (name === undefined) this.#reportUnknown(child, key, known);
      else this.#readValue(name, child, `resources.${key}`);
    }
  }

  /** Old files have `mem=2G cpu=4`. */
  #resourcesInText(given: Given, text: string): Given {
    const words = text.split(/[\s,]+/).filter((word) => word !== '');
    const pairs = words.map((word) => word.split('='));
    for (const pair of pairs.filter(({ length }) => length !== 2)) {
      const message = `expected words such as mem=2G, got ${gotText(pair.join('='))}`;
      this.problems.push(problemAt(given, { kind: 'value', message }));
    }
    const map = Object.fromEntries(pairs.filter(({ length }) => length === 2));
    return givenPlainly(map, given.path, given.position);
  }

  #readMap(name: ContextKeyName, given: Given): void {
    for (const [entry, child] of entriesOf(given, 'a map of names and texts', this.problems)) {
      const checked = (contextKey(name).entryKind ?? variableName).parse(
        givenPlainly(entry, child.path, child.keyPosition),
      );
      if (!checked.ok) this.problems.push(...checked.problems);
      else this.#readValue(name, child, `${name}.${entry}`, entry);
    }
  }

  #readValue(name: ContextKeyName, given: Given, spelling: string, entry?: string): void {
    const id = settingId(name, entry);
    const other = this.#spellings.get(id);
    if (other !== undefined) {
      const message = `${spelling} and ${other} are the same: keep one of them`;
      this.problems.push(problemAtKey(given, { kind: 'conflict', message }));
      return;
    }
    this.#spellings.set(id, spelling);
    const parsed = parseSetting(name, given, this.#origin(spelling), entry);
    if (!parsed.ok) {
      this.problems.push(...parsed.problems);
      return;
    }
    this.settings.set(id, parsed.value);
    if (name === 'env') this.notes.push(...literalVariables(given));
    const unused = unusedKeys.get(name);
    if (unused !== undefined) {
      this.notes.push(problemAtKey(given, { kind: 'unknown-key', message: unused }));
    }
  }

  #reportUnknown(given: Given, key: string, offered?: readonly string[]): void {
    const suggestion = contextKeyMeant(key, offered);
    this.problems.push(
      problemAtKey(given, {
        kind: 'unknown-key',
        message: `unknown key ${key}`,
        ...(suggestion !== undefined && { suggestion }),
        ...(offered !== undefined && { details: [`resources are: ${offered.join(', ')}`] }),
      }),
    );
  }
}
