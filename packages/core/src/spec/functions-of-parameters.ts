import type { Experiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { gotText, wrongValue } from '../problems/wrong-value.ts';
import { keyPath } from '../values/path-text.ts';
import { readResources, someText, textList } from './read-fields.ts';

/** Keys that may be functions of the parameters. */
export const functionKeys = ['name', 'tags', 'resources', 'context'] as const;
export type FunctionKey = (typeof functionKeys)[number];
export type OfParameters = (parameters: unknown) => unknown;

/** Calls a function of the parameters; what it throws is a problem. */
export const callFunction = (
  ofParameters: OfParameters,
  output: unknown,
  path: string,
  problems: Problem[],
): unknown => {
  try {
    const result = ofParameters(output);
    if (result instanceof Promise) {
      result.catch(() => {});
      problems.push(wrongValue(path, 'a function that is not async', ofParameters));
      return undefined;
    }
    return result;
  } catch (error) {
    problems.push({
      kind: 'spec',
      path,
      message: `expected a function of the parameters that returns, got ${error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${gotText(error)}`}`,
    });
    return undefined;
  }
};

/** The values of those experiment keys that are functions of the parameters. */
export const callFunctions = (
  functions: ReadonlyMap<FunctionKey, OfParameters>,
  output: unknown,
  place: string,
  problems: Problem[],
): Partial<Experiment> => {
  if (functions.size === 0) return {};
  const own: { -readonly [K in FunctionKey]?: Experiment[K] } = {};
  for (const [key, ofParameters] of functions) {
    const path = keyPath(place, key);
    const before = problems.length;
    const given = callFunction(ofParameters, output, path, problems);
    if (problems.length > before || given === undefined) continue;
    if (key === 'tags') own.tags = textList(given, path, problems) ?? [];
    else if (key === 'resources') own.resources = readResources(given, path, problems) ?? {};
    else {
      const text = someText(given, path, problems);
      if (text !== undefined) own[key] = text;
    }
  }
  return own as Partial<Experiment>;
};
