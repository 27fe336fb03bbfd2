import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { toParameters } from '../values/from-unknown.ts';
import { setOwn } from '../values/own-property.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { unifyNumbers } from '../values/unify.ts';
import type { Parameters, Value } from '../values/value.ts';
import { type Column, readColumns, readSamples } from './read-axes.ts';

/** All combinations of a spec's parameters, computed one by one from their number. */
export interface Combinations {
  readonly length: number;
  /** Parameters that `cases`, `zip`, `grid` or `sample` set. `--set` may not override them. */
  readonly axes: ReadonlyMap<string, string>;
  readonly constants: Parameters;
  at(index: number): { [name: string]: Value };
  /** Where a parameter of a combination stands in the spec: `grid.lr[1]`. */
  originOf(index: number, key: string): string | undefined;
  /** What makes the number of combinations 0, for the message: `grid.seed`. */
  readonly emptyAxis: string | undefined;
}

/** The ways to vary parameters, as the user gave them. */
export interface VaryingInput {
  readonly parameters?: unknown;
  readonly cases?: unknown;
  readonly zip?: unknown;
  readonly grid?: unknown;
  readonly sample?: unknown;
}

/** Columns that are walked together: one digit of a combination's number. */
interface Digit {
  readonly length: number;
  readonly columns: readonly Column[];
}

/** Reads `parameters cases zip grid sample` of the spec at `place` (empty for the spec itself). */
export const readCombinations = (input: VaryingInput, place: string): Result<Combinations> => {
  const at = (key: string): string => keyPath(place, key);
  const constants =
    input.parameters == null ? ok({}) : toParameters(input.parameters, at('parameters'));
  const cases = input.cases == null ? ok([]) : readCases(input.cases, constants, at('cases'));
  const zipped = input.zip == null ? ok([]) : readZip(input.zip, at('zip'));
  const grid = input.grid == null ? ok([]) : readColumns(input.grid, at('grid'));
  const sample = input.sample == null ? ok(undefined) : readSamples(input.sample, at('sample'));
  const problems = [constants, cases, zipped, grid, sample].flatMap((result) =>
    result.ok ? [] : result.problems,
  );
  if (!(constants.ok && cases.ok && zipped.ok && grid.ok && sample.ok))
    return fail(...(problems as [Problem]));

  const named: [string, readonly string[]][] = [
    ['cases', cases.value.flatMap((digit) => digit.columns.map((column) => column.key))],
    ['zip', zipped.value.flatMap((digit) => digit.columns.map((column) => column.key))],
    ['grid', grid.value.map((column) => column.key)],
    ['sample', (sample.value?.columns ?? []).map((column) => column.key)],
  ];
  const axes = new Map<string, string>();
  const conflicts: Problem[] = [];
  for (const [way, keys] of named) {
    for (const key of keys) {
      const other = axes.get(key);
      if (other !== undefined && other !== way) {
        conflicts.push({
          kind: 'conflict',
          path: keyPath(at(way), key),
          message: `expected each parameter to be varied in one place, got ${key} in ${other} and in ${way}`,
        });
      }
      axes.set(key, way);
    }
  }
  if (conflicts.length > 0) return fail(...conflicts);

  const digits: Digit[] = [
    ...cases.value,
    ...zipped.value,
    ...grid.value.map((column) => ({ length: column.length, columns: [column] })),
    ...(sample.value === undefined
      ? []
      : [{ length: sample.value.n, columns: sample.value.columns }]),
  ];
  return ok(combine(constants.value, digits, axes, place));
};

const combine = (
  constants: Parameters,
  digits: readonly Digit[],
  axes: ReadonlyMap<string, string>,
  place: string,
): Combinations => {
  // Combination numbers are read as digits of mixed bases, the last digit fastest.
  const weights = digits.map((_, k) =>
    digits.slice(k + 1).reduce((product, digit) => product * digit.length, 1),
  );
  const position = (index: number, k: number): number =>
    Math.floor(index / (weights[k] ?? 1)) % (digits[k]?.length ?? 1);
  const emptyColumn = digits.find((digit) => digit.length === 0)?.columns[0];
  return {
    length: digits.reduce((product, digit) => product * digit.length, 1),
    axes,
    constants,
    at(index) {
      const parameters: { [name: string]: Value } = { ...constants };
      digits.forEach((digit, k) => {
        const row = position(index, k);
        for (const column of digit.columns) {
          const value = column.valueAt(row);
          if (value !== absent) setOwn(parameters, column.key, value);
        }
      });
      return parameters;
    },
    originOf(index, key) {
      for (const [k, digit] of digits.entries()) {
        const column = digit.columns.find((candidate) => candidate.key === key);
        const row = position(index, k);
        if (column !== undefined && column.valueAt(row) !== absent) return column.originAt(row);
      }
      return Object.hasOwn(constants, key) ? keyPath(keyPath(place, 'parameters'), key) : undefined;
    },
    emptyAxis: emptyColumn?.originAt(0).replace(/\[0\]$/, ''),
  };
};

/** Stands for a parameter that a case does not set. */
const absent: Value = Object.freeze({});

const readCases = (
  input: unknown,
  constants: Result<Parameters>,
  path: string,
): Result<Digit[]> => {
  if (!Array.isArray(input)) return fail(wrongValue(path, 'a list of maps of parameters', input));
  const rows = input.map((row: unknown, index) => toParameters(row, indexPath(path, index)));
  const problems = rows.flatMap((row) => (row.ok ? [] : row.problems));
  if (problems.length > 0) return fail(...(problems as [Problem]));
  const cases = rows.flatMap((row) => (row.ok ? [row.value] : []));
  const keys = [...new Set(cases.flatMap((row) => Object.keys(row)))];
  const columns = keys.map((key): Column => {
    // A case that leaves a parameter out falls back on the constant, which is then of the same kind.
    const fallback =
      constants.ok && Object.hasOwn(constants.value, key) ? constants.value[key] : undefined;
    const given = cases.map((row) => (Object.hasOwn(row, key) ? row[key] : fallback));
    const unified = unifyNumbers(given.filter((value) => value !== undefined));
    let next = 0;
    const values = given.map((value) => (value === undefined ? absent : (unified[next++] ?? null)));
    return {
      key,
      length: values.length,
      valueAt: (index) => values[index] ?? null,
      originAt: (index) => keyPath(indexPath(path, index), key),
    };
  });
  return ok([{ length: cases.length, columns }]);
};

const readZip = (input: unknown, path: string): Result<Digit[]> => {
  const columns = readColumns(input, path);
  if (!columns.ok) return columns;
  const lengths = new Set(columns.value.map((column) => column.length));
  if (lengths.size > 1) {
    const counts = columns.value.map((column) => `${column.key} has ${column.length}`).join(', ');
    return fail({ kind: 'value', path, message: `expected lists of one length, got ${counts}` });
  }
  const [length] = lengths;
  return ok(length === undefined ? [] : [{ length, columns: columns.value }]);
};
