import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { toValue } from '../values/from-unknown.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { unifyNumbers } from '../values/unify.ts';
import type { Value } from '../values/value.ts';
import { type Axis, axisValue, linspace, logspace, range } from './axis.ts';
import { axisBrand, distributionBrand, hasBrand } from './brands.ts';
import {
  choice,
  type Distribution,
  drawnValue,
  logUniform,
  randint,
  sampleUnit,
  uniform,
} from './distribution.ts';

/** One parameter's values, in order. */
export interface Column {
  readonly key: string;
  readonly length: number;
  valueAt(index: number): Value;
  /** Where the value stands in the spec: `grid.lr[1]`. */
  originAt(index: number): string;
}

/** Data forms of lazy lists, as YAML and JSON write them: `{range: 5}`, `{linspace: [0, 1, 5]}`. */
const axisForms: { readonly [name: string]: (...numbers: number[]) => Axis<number> } = {
  range: (...numbers) => range(...(numbers as [number, number, number])),
  linspace: (...numbers) => linspace(...(numbers as [number, number, number])),
  logspace: (...numbers) => logspace(...(numbers as [number, number, number])),
};

/** Reads the lists of `grid` or `zip`. */
export const readColumns = (input: unknown, place: string): Result<Column[]> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(wrongValue(place, 'a map of parameters with their lists', input));
  }
  return allOf(
    Object.entries(input)
      .filter(([, values]) => values !== undefined)
      .map(([key, values]) => readColumn(key, values, keyPath(place, key))),
  );
};

const readColumn = (key: string, input: unknown, path: string): Result<Column> => {
  if (hasBrand(input, axisBrand)) return ok(lazyColumn(key, input as Axis<unknown>, path));
  if (isIterable(input)) return listColumn(key, [...input], path);
  const form = dataForm(input, axisForms, path, 'a list, range(), linspace() or logspace()');
  return form.ok ? ok(lazyColumn(key, form.value, path)) : form;
};

const isIterable = (input: unknown): input is Iterable<unknown> =>
  typeof input === 'object' && input !== null && Symbol.iterator in input;

const lazyColumn = (key: string, axis: Axis<unknown>, path: string): Column => ({
  key,
  length: axis.length,
  valueAt: (index) => axisValue(axis, index) as Value,
  originAt: (index) => indexPath(path, index),
});

const listColumn = (key: string, list: readonly unknown[], path: string): Result<Column> => {
  const read = allOf(list.map((item, index) => toValue(item, indexPath(path, index))));
  if (!read.ok) return read;
  const values = unifyNumbers(read.value);
  return ok({
    key,
    length: values.length,
    valueAt: (index) => values[index] ?? null,
    originAt: (index) => indexPath(path, index),
  });
};

const distributionForms: {
  readonly [name: string]: (...values: never[]) => Distribution<unknown>;
} = {
  uniform,
  logUniform,
  log_uniform: logUniform,
  randint,
  choice: (...values: unknown[]) => choice(values),
};

/** The sampled points of a spec: `n` values for each parameter. */
export interface Samples {
  readonly n: number;
  readonly columns: readonly Column[];
}

/** Reads `sample: {n, seed, of}`. */
export const readSamples = (input: unknown, place: string): Result<Samples> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(wrongValue(place, '{n, seed, of: {…}}', input));
  }
  const { n, seed, of, ...others } = input as { [key: string]: unknown };
  const problems: Problem[] = Object.keys(others).map((key) => ({
    kind: 'unknown-key',
    path: keyPath(place, key),
    message: `unknown key ${key}`,
    details: ['the keys are: n, seed, of'],
  }));
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1) {
    problems.push(wrongValue(`${place}.n`, 'how many points to draw, 1 or more', n));
  }
  if (typeof seed !== 'number' && typeof seed !== 'string') {
    problems.push(
      wrongValue(`${place}.seed`, 'a number or text that the points depend on', seed, [
        'The same seed gives the same points, so it must be written down.',
      ]),
    );
  }
  const columns = readDraws(of, Number(n), seed as number | string, `${place}.of`);
  if (!columns.ok) return fail(...problems, ...columns.problems);
  return problems.length > 0 ? fail(...problems) : ok({ n: n as number, columns: columns.value });
};

const readDraws = (
  input: unknown,
  n: number,
  seed: number | string,
  place: string,
): Result<Column[]> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(wrongValue(place, 'a map of parameters with their distributions', input));
  }
  return allOf(
    Object.entries(input)
      .filter(([, distribution]) => distribution !== undefined)
      .map(([key, distribution]): Result<Column> => {
        const path = keyPath(place, key);
        const read = hasBrand(distribution, distributionBrand)
          ? ok(distribution as Distribution<unknown>)
          : dataForm(
              distribution,
              distributionForms,
              path,
              'uniform(), logUniform(), randint() or choice()',
            );
        if (!read.ok) return read;
        return ok({
          key,
          length: n,
          valueAt: (j) => drawnValue(read.value, sampleUnit(seed, j, key)) as Value,
          originAt: () => path,
        });
      }),
  );
};

/** Reads a one-key map such as `{range: [0, 10, 2]}` with the function of that name. */
const dataForm = <T>(
  input: unknown,
  forms: { readonly [name: string]: (...values: never[]) => T },
  path: string,
  expected: string,
): Result<T> => {
  const entries = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  const [name, given] = entries[0] ?? [];
  const form = name !== undefined && Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (entries.length !== 1 || form === undefined) {
    return fail(
      wrongValue(path, expected, input, [
        `For one value: [${JSON.stringify(input) ?? '…'}]; as data: {${Object.keys(forms).join(': …}, {')}: …}`,
      ]),
    );
  }
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const numbers = list.map((item) =>
    item instanceof Object && 'value' in item ? Number(item) : item,
  );
  const isNumeric = name === 'choice' || numbers.every((item) => typeof item === 'number');
  if (!isNumeric) return fail(wrongValue(keyPath(path, name ?? ''), 'numbers', given));
  try {
    return ok(form(...((name === 'choice' ? list : numbers) as never[])));
  } catch (error) {
    return fail({ kind: 'value', path, message: (error as Error).message });
  }
};

/** All values, or all problems. */
export const allOf = <T>(results: readonly Result<T>[]): Result<T[]> => {
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return fail(...problems);
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
};
