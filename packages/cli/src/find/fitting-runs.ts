import type { Value } from '@mrunner/core';
import { latestResults, type Sweep, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type SeenRun, seenRun } from '../select/seen-run.ts';
import type { Condition } from '../where/condition.ts';
import { holds, type Lookup } from '../where/holds.ts';
import { runLookup } from '../where/run-fields.ts';
import { anyResult, fieldsOfBoth } from './query.ts';

/** A run that fits, and what it has of the names that were asked for. */
export interface FittingRun {
  readonly run: SeenRun;
  readonly values: readonly (readonly [name: string, value: Value])[];
}

/** What is looked for in runs. */
export interface RunQuestion {
  readonly condition: Condition;
  /** The names in it that are asked of the runs. */
  readonly names: readonly string[];
  /** Answers for the other names. */
  readonly ofSweep: Lookup;
  /** Hears of every run before it is looked at; false ends the search. */
  readonly mayLook: () => boolean;
  /** Hears which of the names some run knows. */
  readonly knows: (name: string) => void;
}

/** The runs of a sweep for which a condition holds, one by one. */
export function* fittingRuns(
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  status: SweepStatus,
  { condition, names, ofSweep, mayLook, knows }: RunQuestion,
): Generator<FittingRun> {
  const wanted = names.includes(anyResult) ? 'all' : names.map((name) => name.replace(/^r\./, ''));
  const now = host.clock.now();
  for (const recorded of sweep.experiments()) {
    if (!mayLook()) return;
    const seen = seenRun({ host }, sweep, recorded, status);
    let read: ReturnType<SeenRun['results']> | undefined;
    const results = (): ReturnType<SeenRun['results']> => {
      read ??= seen.status.attempt === 0 ? {} : latestResults(host, seen.directory, wanted);
      return read;
    };
    const run = { ...seen, results };
    const ofRun = runLookup(run, now);
    const lookup: Lookup = (name) => {
      if (name === anyResult) return numbersIn(results());
      const isOfRun = names.includes(name) || fieldsOfBoth.has(name);
      const found = isOfRun ? ofRun(name) : ofSweep(name);
      if (found !== undefined) knows(name);
      return found;
    };
    if (!holds(condition, lookup)) continue;
    yield { run, values: valuesOf(condition, names, lookup, results) };
  }
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint';

const numbersIn = (results: { readonly [name: string]: unknown }): Value =>
  Object.values(results).filter(isNumber) as Value[];

/** What the run has of the names; of all results those that the condition holds for. */
const valuesOf = (
  condition: Condition,
  names: readonly string[],
  lookup: Lookup,
  results: SeenRun['results'],
): FittingRun['values'] =>
  names.flatMap((name) => {
    if (name !== anyResult) {
      const value = lookup(name);
      return value === undefined ? [] : [[name, value] as const];
    }
    return Object.entries(results())
      .filter(([, value]) => isNumber(value))
      .map(([metric, value]) => [metric, value as Value] as const)
      .filter(([, value]) =>
        holds(condition, (asked) => (asked === anyResult ? value : lookup(asked))),
      );
  });
