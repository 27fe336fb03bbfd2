import { exportsText } from '../commands/leading-exports.ts';
import { endsBehindProgram, readOldScript } from '../commands/shell-script.ts';
import type { ArgumentsMode } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { parseResources, resourceNames } from '../resources/resources.ts';
import { keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { isList, kindOf } from '../values/value-kind.ts';
import { oldEnvironment } from './old-environment.ts';
import { readOldKeys } from './old-keys.ts';
import { pythonText } from './python-text.ts';
import { type Fields, readFields, type SpecDefaults } from './read-fields.ts';

/** What the reading of old experiments depends on besides themselves. */
export interface OldFormSetting {
  readonly defaults: SpecDefaults;
  /** How parameters are handed over where an experiment does not say. */
  readonly args: ArgumentsMode;
  /** The launcher's own environment: a secret that an experiment copied from it is recognised by it. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** What was found before. */
  readonly warnings?: readonly Problem[];
}

/** An old experiment without its parameters, and what there is to say about it. */
export interface OldFields {
  readonly fields: Fields;
  /** Whether its script is run by a shell, so that braces in it are the shell's. */
  readonly needsShell: boolean;
  /** What its script exports first, as shell text (see `exportsText`); often nothing. */
  readonly exports: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** What is done otherwise than one might think, and is no mistake. */
  readonly notes: readonly Problem[];
}

/** Where the old dispatcher put its own yaml files: its specs name it, and it is made by nobody else. */
const ownDirectory = 'xxx';

/**
 * Reads an experiment as the old tools took it: everything but its parameters, under the names that those tools had. What
 * they did not look at is a warning; single texts stand for lists; numbers for texts. What is said in keys of our own is
 * read as strictly as anywhere.
 *
 * @param input plain data
 * @param place where it stands in the spec, such as `experiments[3]`
 */
export const readOldFields = (
  input: { readonly [key: string]: Value },
  place: string,
  { defaults, args, environment }: OldFormSetting,
): OldFields => {
  const { values, problems: keyProblems, warnings: keyWarnings } = readOldKeys(input, place);
  const problems = [...keyProblems];
  const env = oldEnvironment(values.env, environment, keyPath(place, 'env'));
  const prefix = isTrue(values.withMpi) ? ['mpiexec'] : [];
  const { words, needsShell, notes } = scriptOf(
    values.script,
    prefix,
    keyPath(place, 'script'),
    problems,
  );
  const sendCode = values.sendCode === undefined || isTrue(values.sendCode);
  const restoreFrom = values.restoreFrom;
  if (restoreFrom !== undefined && typeof restoreFrom !== 'string') {
    problems.push(wrongValue(keyPath(place, 'restore_from_path'), 'a path', restoreFrom));
  }
  const { withMpi: _, restoreFrom: __, sendCode: ___, ...known } = values;
  // In those tools a bare number was Slurm's: minutes, and mebibytes.
  const asked = Object.fromEntries(resourceNames.map((name) => [name, values[name]]));
  const resources = parseResources(asked, place, { bareNumbers: 'allowed' });
  const read = readFields(
    {
      ...known,
      script: words,
      project: textOf(values.project),
      name: textOf(values.name),
      description: textOf(values.description),
      tags: listOf(values.tags, /[\s,]+/),
      env: env.values,
      secrets: [...(listOf(values.secrets, /[\s,]+/) ?? []), ...env.secrets],
      pythonPath: distinct([...(listOf(values.pythonPath, /:/) ?? []), ...env.pythonPath]),
      pathsToCopy: listOf(values.pathsToCopy, /\s+/)?.filter((path) => path !== ownDirectory),
      exclude: listOf(values.exclude, /\s+/),
      args: values.args ?? args,
    },
    defaults,
    place,
  );
  const expanded = new Set(env.expanded.map(({ name }) => name));
  const exact = Object.entries(read.fields.env).filter(([name]) => !expanded.has(name));
  return {
    fields: {
      ...read.fields,
      env: Object.fromEntries(exact),
      resources: { ...resources.resources, ...read.fields.resources },
      ...(typeof restoreFrom === 'string' && { restoreFrom }),
      ...(!sendCode && { sendCode }),
    },
    needsShell,
    exports: exportsText(env.expanded),
    problems: [...problems, ...resources.problems, ...read.problems],
    warnings: [...keyWarnings, ...env.warnings],
    notes: [...env.notes, ...notes],
  };
};

const scriptOf = (
  script: Value | undefined,
  prefix: readonly string[],
  path: string,
  problems: Problem[],
): { words: unknown; needsShell: boolean; notes: readonly Problem[] } => {
  if (typeof script !== 'string') {
    const words = script !== undefined && isList(script) ? [...prefix, ...script] : script;
    return { words, needsShell: false, notes: [] };
  }
  if (script.trim() === '') return { words: undefined, needsShell: false, notes: [] };
  const read = readOldScript(script, prefix, path);
  problems.push(...read.problems);
  const { words, needsShell = false } = read.script ?? {};
  if (needsShell) return { words, needsShell, notes: [shellNote(script)] };
  const file = words?.[prefix.length];
  if (words === undefined || file === undefined || !isBarePython.test(file)) {
    return { words, needsShell, notes: [] };
  }
  return {
    words: words.toSpliced(prefix.length, 0, 'python3'),
    needsShell,
    notes: [pythonNote(file)],
  };
};

/** A Python file that is not named as a program is: `train.py`, `src/train.py`. The first neptune gave it to Python. */
const isBarePython = /^[^./~{][^{]*\.py$/;

const isTrue = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== false && value !== 0;

/** The old tools formatted whatever stood there into texts. */
const textOf = (value: Value | undefined): unknown =>
  typeof value === 'number' || typeof value === 'bigint' ? pythonText(value) : value;

/** A list, of one text what stands between the separators, of scalars their texts. */
const listOf = (value: Value | undefined, separator: RegExp): readonly unknown[] | undefined => {
  if (value === undefined) return undefined;
  const items = isList(value)
    ? value
    : typeof value === 'string'
      ? value.split(separator)
      : [value];
  return items
    .filter((item) => item !== '' && item !== null)
    .map((item) => (isScalar(item) ? pythonText(item) : item));
};

const isScalar = (value: Value): boolean => kindOf(value) !== 'json';

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

const atTheEnd = '--config and the like come at its very end, as with the old tools';

const shellNote = (script: string): Problem => ({
  kind: 'script',
  path: 'script',
  message: `run by sh -c, as it needs a shell${endsBehindProgram(script) ? `; ${atTheEnd}` : ''}: ${script.trim()}`,
});

const pythonNote = (file: string): Problem => ({
  kind: 'script',
  path: 'script',
  message: `${file} is started by python3, as neptune run did`,
});
