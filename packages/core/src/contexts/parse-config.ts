import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Position, type Problem, type Result } from '../problems/problem.ts';
import { gotText } from '../problems/wrong-value.ts';
import { parseYamlWithPositions } from '../yaml/positions.ts';
import { contextKeyNamed } from './context-keys.ts';
import {
  entriesOf,
  type Given,
  givenInYaml,
  problemAt,
  problemAtKey,
  scalarText,
} from './given.ts';
import { parseSettings } from './parse-settings.ts';
import { foreignKeys, type Origin, type Settings, settingValue } from './setting.ts';

/** Where a file is. */
export interface ConfigLocation {
  /** As messages name it: `mrunner.yaml`, `~/.config/mrunner/config.yaml`. */
  readonly file: string;
  /** Absolute; relative paths in the file start from it. */
  readonly directory: string;
}

/** A file of contexts, read and checked. */
export interface ConfigFile {
  readonly file: string;
  readonly currentContext?: NamedContext;
  readonly defaults: Settings;
  readonly contexts: ReadonlyMap<string, Settings>;
  /** What in it has no effect, and is no mistake: by the context that it stands in, undefined for `defaults`. */
  readonly notes: readonly ConfigNote[];
}

/** Something that is read over. */
export interface ConfigNote {
  readonly context: string | undefined;
  readonly note: Problem;
}

/** A context by name, and what names it. */
export interface NamedContext {
  readonly name: string;
  /** `--context`, `current_context`. */
  readonly path: string;
  readonly position?: Position;
}

const topKeys = ['defaults', 'contexts', 'current_context'];

/**
 * Reads `mrunner.yaml`, the user's `config.yaml` or a file of the old tools, and reports everything that is wrong with
 * it at once. Relative paths stay as written: which of them are on this machine is known when a context is merged.
 */
export const parseConfig = (text: string, location: ConfigLocation): Result<ConfigFile> => {
  const read = readConfig(text, location);
  if (!read.ok) return read;
  const { file, problems } = read.value;
  return problems.length > 0 ? fail(...problems) : ok(file);
};

/** A file of contexts without what could not be read of it, and what that is. */
export interface ReadConfig {
  readonly file: ConfigFile;
  readonly problems: readonly Problem[];
}

/** Reads as much of a file as there is to read; fails for what is no YAML. */
export const readConfig = (text: string, location: ConfigLocation): Result<ReadConfig> => {
  const yaml = parseYamlWithPositions(text, location.file);
  if (!yaml.ok) return yaml;
  const given = givenInYaml(yaml.value);
  const problems: Problem[] = [];
  const file = readFile(given, location, problems);
  return ok({ file, problems: problems.toSorted(byPlace) });
};

const byPlace = ({ position: a }: Problem, { position: b }: Problem): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);

const readFile = (
  given: Given,
  { file, directory }: ConfigLocation,
  problems: Problem[],
): ConfigFile => {
  const notes: ConfigNote[] = [];
  const readSettings = (part: Given, layer: Origin['layer'], context?: string): Settings => {
    const origin: Origin = { layer, text: `${file} ${part.path}`, directory };
    const parsed = parseSettings(part, () => origin);
    problems.push(...parsed.problems);
    notes.push(...parsed.notes.map((note) => ({ context, note })));
    return parsed.settings;
  };
  const parts = entriesOf(given, 'defaults, contexts and current_context', problems);
  for (const [key, part] of parts)
    if (!topKeys.includes(key)) problems.push(unknownPart(key, part));
  const part = (key: string): Given | undefined => parts.find(([name]) => name === key)?.[1];

  const defaults = part('defaults');
  const contexts = new Map<string, Settings>();
  const listed = part('contexts');
  const entries = listed === undefined ? [] : entriesOf(listed, 'a map of contexts', problems);
  for (const [name, context] of entries) {
    problems.push(...nameProblems(name, context));
    const settings = readSettings(context, 'context', name);
    const backend = settingValue(settings, 'backend');
    if (backend !== undefined) problems.push(...foreignKeys(settings.values(), name, backend));
    contexts.set(name, settings);
  }
  const currentContext = readCurrent(part('current_context'), problems);
  return {
    file,
    defaults: defaults === undefined ? new Map() : readSettings(defaults, 'defaults'),
    contexts,
    notes,
    ...(currentContext !== undefined && { currentContext }),
  };
};

const unknownPart = (key: string, part: Given): Problem => {
  const suggestion = didYouMean(key, topKeys);
  return problemAtKey(part, {
    kind: 'unknown-key',
    message: `unknown key ${key}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [
      contextKeyNamed(key) === undefined
        ? `a file of contexts has: ${topKeys.join(', ')}`
        : `write it below defaults, or below a context in contexts`,
    ],
  });
};

/** `--context A:B` names two contexts, and a name must not look like a flag. */
const nameProblems = (name: string, context: Given): readonly Problem[] => {
  if (/^[^:-][^:]*$/.test(name)) return [];
  const message = `expected a name without colons, got ${gotText(name)}`;
  return [problemAtKey(context, { kind: 'value', message })];
};

const readCurrent = (given: Given | undefined, problems: Problem[]): NamedContext | undefined => {
  if (given === undefined || given.value === null) return undefined;
  const { path, position } = given;
  const name = scalarText(given);
  // What the old tools wrote for none.
  if (name === '') return undefined;
  if (name !== undefined) return { name, path, ...(position !== undefined && { position }) };
  const message = `expected the name of a context, got ${gotText(given.value)}`;
  problems.push(problemAt(given, { kind: 'value', message }));
  return undefined;
};
