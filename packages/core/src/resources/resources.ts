import type { Resources } from '../experiments/experiment.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { isMap } from '../values/value-kind.ts';
import { parseDuration, timeText } from './duration.ts';
import { gpuText, parseGpu } from './gpu.ts';
import { type BareNumbers, memText, parseMemory } from './memory.ts';
import { numberOf } from './number-of.ts';
import { parseWholeNumber } from './whole-number.ts';

/** How one resource is read and printed; what is printed is read back as the same value. */
export interface ResourceKind<T> {
  readonly parse: (input: unknown, path: string, bareNumbers: BareNumbers) => Result<T>;
  readonly text: (value: T) => string;
}

export type ResourceName = keyof Resources;

const count: ResourceKind<number> = {
  parse: (input, path) => parseWholeNumber(input, path, 1),
  text: String,
};

const word: ResourceKind<string> = {
  parse: (input, path) => {
    const text = numberOf(input) === undefined ? input : String(input);
    return typeof text === 'string' && /^[^\s\0]+$/.test(text)
      ? ok(text)
      : fail(wrongValue(path, 'a name without spaces', input));
  },
  text: String,
};

/** Every resource an experiment, a context or a flag can ask for. */
export const resourceKinds: {
  readonly [K in ResourceName]-?: ResourceKind<NonNullable<Resources[K]>>;
} = {
  cpu: count,
  gpu: { parse: parseGpu, text: gpuText },
  mem: { parse: parseMemory, text: memText },
  time: {
    parse: (input, path, bareNumbers) =>
      parseDuration(input, path, { bare: bareNumbers === 'allowed' ? 'minutes' : 'problem' }),
    text: timeText,
  },
  nodes: count,
  ntasks: count,
  partition: word,
  constraint: word,
};

export const resourceNames = Object.keys(resourceKinds) as readonly ResourceName[];

const isResourceName = (name: string): name is ResourceName => Object.hasOwn(resourceKinds, name);

/**
 * Reads a map of resources. What is right is in `resources` even when there are problems, so that further checks can
 * go on. Keys without a value (undefined) are left out.
 *
 * @example
 * parseResources({ cpu: 4, mem: '16G' }, 'resources', { bareNumbers: 'problem' })
 * // { resources: { cpu: 4, mem: 16384 }, problems: [] }
 */
export const parseResources = (
  input: unknown,
  path: string,
  { bareNumbers }: { readonly bareNumbers: BareNumbers },
): { readonly resources: Resources; readonly problems: readonly Problem[] } => {
  if (!isMap(input as Value)) {
    const problem = wrongValue(path, 'a map of resources such as {cpu: 4, mem: 16G}', input);
    return { resources: {}, problems: [problem] };
  }
  const given = Object.entries(input as object).filter(([, value]) => value !== undefined);
  const results = given.map(([name, value]): readonly [string, Result<unknown>] => [
    name,
    isResourceName(name)
      ? resourceKinds[name].parse(value, keyPath(path, name), bareNumbers)
      : fail(unknownResource(name, path)),
  ]);
  return {
    resources: Object.fromEntries(
      results.flatMap(([name, result]) => (result.ok ? [[name, result.value]] : [])),
    ) as Resources,
    problems: results.flatMap(([, result]) => (result.ok ? [] : result.problems)),
  };
};

const unknownResource = (name: string, path: string): Problem => {
  const suggestion = resourceByOtherName(name) ?? didYouMean(name, resourceNames);
  return {
    kind: 'unknown-key',
    path: keyPath(path, name),
    message: `unknown resource ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [`resources are: ${resourceNames.join(', ')}`],
  };
};

const otherNames: ReadonlyMap<string, ResourceName> = new Map([
  ['cores', 'cpu'],
  ['cpus', 'cpu'],
  ['gres', 'gpu'],
  ['nr_gpus', 'gpu'],
  ['memory', 'mem'],
  ['ram', 'mem'],
  ['timelimit', 'time'],
  ['walltime', 'time'],
  ['queue', 'partition'],
]);

/** The resource that other tools call so: too far for a comparison of letters. */
export const resourceByOtherName = (name: string): ResourceName | undefined =>
  otherNames.get(name.toLowerCase());
