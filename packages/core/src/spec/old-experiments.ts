import { withExports } from '../commands/leading-exports.ts';
import { keepBraces } from '../commands/placeholders.ts';
import type { Problem } from '../problems/problem.ts';
import { toParameters } from '../values/from-unknown.ts';
import { setOwn } from '../values/own-property.ts';
import { keyPath } from '../values/path-text.ts';
import type { Parameters, Value } from '../values/value.ts';
import type { EvaluatedMember, UnitSource } from './evaluated.ts';
import { type OldFields, type OldFormSetting, readOldFields } from './old-fields.ts';
import { applySetFlags, type SetFlag } from './set-flags.ts';
import { commandProblems } from './spec-source.ts';

/** An experiment in the form of the old tools, as data. */
export interface OldExperiment {
  /** Everything but the parameters. Experiments that share it share the object. */
  readonly fields: { readonly [key: string]: Value };
  /** The parameters: their names, which experiments may share, and their values in the same order. */
  readonly names: readonly string[];
  readonly values: readonly Value[];
  /** What was found wrong with it before. */
  readonly problems?: readonly Problem[];
}

/** Reads old experiments. What many share is read once, and warned of once. */
export interface OldFormReader {
  readonly source: (
    experiments: readonly OldExperiment[],
    placeOf: (position: number) => string,
  ) => UnitSource;
  /** What was found so far. Places of single experiments are left out. */
  readonly warnings: () => readonly Problem[];
  readonly notes: () => readonly Problem[];
}

export const oldFormReader = (setting: OldFormSetting, set: readonly SetFlag[]): OldFormReader => {
  const known = new Map<OldExperiment['fields'], OldFields>();
  const warnings = new Map<string, Problem>();
  for (const warning of setting.warnings ?? []) noteIn(warnings, warning);
  const notes = new Map<string, Problem>();
  const scripts = new Map<string, readonly string[]>();

  const fieldsOf = (given: OldExperiment['fields'], place: string): OldFields => {
    const before = known.get(given);
    if (before !== undefined) return before;
    const read = readOldFields(given, place, setting);
    known.set(given, read);
    for (const warning of read.warnings) noteIn(warnings, warning);
    for (const note of read.notes) noteIn(notes, note);
    return read;
  };

  /** The script with its braces kept, behind its exports. The same words are the same list, so that a sweep's scripts are compared quickly. */
  const scriptOf = ({ fields, needsShell, exports }: OldFields, parameters: Parameters) => {
    const { script } = fields;
    if (script === null) return script;
    const hasBraces = script.some((word) => /[{}]/.test(word));
    if (!hasBraces && exports === '') return script;
    const kept = hasBraces ? keepBraces(script, needsShell ? undefined : parameters) : script;
    const words =
      exports === '' ? kept : withExports(kept, keepBraces([exports], undefined).join(''));
    const key = words.join('\0');
    const same = scripts.get(key) ?? words;
    scripts.set(key, same);
    return same;
  };

  const read = (given: OldExperiment, place: string): EvaluatedMember => {
    const old = fieldsOf(given.fields, place);
    const path = keyPath(place, 'parameters');
    const checked = toParameters(parametersOf(given), path);
    // Kinds stay as they are: unlike a number of JavaScript or YAML, one of Python says whether it is an int.
    const applied = applySetFlags(checked.ok ? checked.value : {}, set, noNames);
    const problems = [
      ...(given.problems ?? []),
      ...old.problems,
      ...(checked.ok ? [] : checked.problems),
      ...applied.problems,
    ];
    const { parameters } = applied;
    const experiment = { ...old.fields, script: scriptOf(old, parameters), parameters };
    if (checked.ok) problems.push(...commandProblems(experiment, place));
    const isNone = given.problems?.some(({ path: at }) => at === place) ?? false;
    return isNone
      ? { experiment, problems: given.problems ?? [], isNone }
      : { experiment, problems };
  };

  return {
    source: (experiments, placeOf) => ({
      size: 1,
      candidates: experiments.length,
      filtered: false,
      problems: [],
      unit: (candidate) => {
        const given = experiments[candidate];
        return given && [read(given, placeOf(candidate))];
      },
    }),
    warnings: () => [...warnings.values()],
    notes: () => [...notes.values()],
  };
};

const noNames = { axes: new Map(), jsonSchema: undefined, schemaKeys: undefined };

const parametersOf = ({ names, values }: OldExperiment): Parameters => {
  const parameters: { [name: string]: Value } = {};
  for (let position = 0; position < names.length; position++) {
    setOwn(parameters, names[position] as string, values[position] as Value);
  }
  return parameters;
};

/** Once what is said of many experiments alike; where is then in no path. */
const noteIn = (known: Map<string, Problem>, problem: Problem): void => {
  const path = problem.path.replace(/^experiments\[\d+\](?:\.composite\[\d+\])?\.?/, '');
  const key = JSON.stringify([path, problem.message]);
  if (!known.has(key)) known.set(key, { ...problem, path });
};
