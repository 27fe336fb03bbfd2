import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { evaluateSpec } from '../spec/evaluate-spec.ts';
import type { Selection } from '../sweep/sweep-record.ts';
import { pathSteps } from '../values/path-steps.ts';
import { keyPath } from '../values/path-text.ts';
import { parseYamlWithPositions, type YamlFile } from '../yaml/positions.ts';
import { positionsIn } from '../yaml/text-position.ts';
import { jsonError } from './json-error.ts';
import { type SpecResult, unusable } from './loaded-spec.ts';
import { missingExport } from './run-spec-process.ts';

/** What a spec of data is evaluated with. */
export interface DataSpecOptions {
  /** The first of these that there is. */
  readonly specNames: readonly string[] | undefined;
  readonly defaultName: string;
  readonly selection: Selection;
  readonly set: readonly string[];
}

/** Evaluates the text of a YAML or JSON spec. Problems carry the line and column they are about. */
export const loadDataSpec = async (
  text: string,
  file: string,
  { specNames, defaultName, selection, set }: DataSpecOptions,
): Promise<SpecResult> => {
  const json = file.endsWith('.json') ? jsonProblem(text, file) : undefined;
  if (json !== undefined) return unusable(json);
  const parsed = parseYamlWithPositions(text, file);
  if (!parsed.ok) return unusable(...parsed.problems);
  const chosen = chooseSpec(parsed.value.data, specNames ?? ['spec'], file);
  if (!chosen.ok) return unusable(...chosen.problems);
  const evaluated = await evaluateSpec(chosen.value.given, {
    defaults: { name: defaultName },
    selection,
    set,
  });
  if (!evaluated.ok) {
    const problems = evaluated.problems.map((problem) =>
      positioned(problem, parsed.value, chosen.value.key),
    );
    return { ...evaluated, problems };
  }
  const value = {
    ...evaluated.value,
    specName: chosen.value.key ?? 'spec',
    warnings: [],
    notes: [],
    experiments: evaluated.value.experiments(),
    close: () => {},
  };
  return { ok: true, value };
};

/** The spec is the whole file, or the value of one of its keys: `spec`, or the one that was asked for. */
const chooseSpec = (
  data: unknown,
  names: readonly string[],
  file: string,
): Result<{ given: unknown; key: string | undefined }> => {
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  const key = names.find((name) => isMap && Object.hasOwn(data, name));
  if (key !== undefined) {
    return ok({ given: (data as { [key: string]: unknown })[key], key });
  }
  // The whole file is the spec, whose name is `spec` unless said otherwise.
  if (names.includes('spec')) return ok({ given: data, key: undefined });
  return fail(missingExport(isMap ? Object.keys(data as object) : [], file, names[0] ?? 'spec'));
};

const positioned = (problem: Problem, yaml: YamlFile, key: string | undefined): Problem => {
  const steps = pathSteps(problem.origin ?? problem.path);
  if (steps === undefined || problem.path.startsWith('--')) return problem;
  const path = key === undefined ? steps : [key, ...steps];
  const part = problem.kind === 'unknown-key' || problem.kind === 'conflict' ? 'key' : 'value';
  return {
    ...problem,
    path: key === undefined || problem.path === '' ? problem.path : belowKey(key, problem.path),
    position: yaml.locate(path, part),
  };
};

const belowKey = (key: string, path: string): string =>
  path.startsWith('[') ? `${keyPath('', key)}${path}` : `${keyPath('', key)}.${path}`;

/** JSON is read as the YAML it also is, but only if it is JSON. */
const jsonProblem = (text: string, file: string): Problem | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const mistake = jsonError(text);
    const end = text.trimEnd().length;
    const at = Math.min(mistake.at, end);
    const got = at === end ? 'the end of the file' : JSON.stringify(text[at]);
    return {
      kind: 'syntax',
      path: '',
      message: `expected ${mistake.expected}, got ${got}`,
      position: positionsIn(text, file)({ start: at, end: at + 1 }),
    };
  }
};
