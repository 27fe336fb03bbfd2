import {
  openSweep,
  type RegistryEntry,
  type Sweep,
  type SweepSummaries,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { mayHold } from '../where/may-hold.ts';
import { type ListedSweep, sweepFields, sweepLookup } from '../where/sweep-fields.ts';
import { type FittingRun, fittingRuns } from './fitting-runs.ts';
import { fieldsOfBoth, type Query } from './query.ts';
import { placeInEntry, placeInExperiments, type TextPlace } from './text-places.ts';

/** A sweep that fits. */
export interface FoundSweep {
  readonly listed: ListedSweep;
  /** Where the texts were found, when the list does not show it anyway. */
  readonly places: readonly TextPlace[];
  /** The first runs that fit, when runs were asked for. */
  readonly runs: readonly FittingRun[];
  /** How many more fit. */
  readonly moreRuns: number;
}

/** What was looked at, for those who wonder whether that was all. */
export interface Searched {
  sweeps: number;
  runs: number;
  /** Sweeps whose runs could not be looked at, since their directories are gone. */
  gone: number;
  /** The sweep in whose midst the search ended since it had looked at as many runs as it may. */
  stoppedAt?: RegistryEntry;
  /** The names of the condition that were found anywhere. */
  readonly known: Set<string>;
}

export interface SearchOptions {
  readonly searched: Searched;
  readonly summaries: SweepSummaries;
  /** The search ends when it has looked at so many runs. */
  readonly mostRuns: number;
}

/** How many runs of one sweep are given. */
const mostShown = 5;

/** An account of a search that is to begin. */
export const newSearch = (): Searched => ({ sweeps: 0, runs: 0, gone: 0, known: new Set() });

/**
 * Looks through sweeps in the order they come, giving each that fits as soon as it is found. Files of runs are read only
 * where the list and the state of the sweep leave it open.
 */
export function* search(
  cli: Cli,
  entries: Iterable<RegistryEntry>,
  query: Query,
  { searched, summaries, mostRuns }: SearchOptions,
): Generator<FoundSweep> {
  for (const entry of entries) {
    searched.sweeps++;
    if (query.since !== undefined && entry.createdAt < query.since) continue;
    if (!query.tags.every((tag) => hasTag(entry, tag))) continue;
    const listed = lazilyListed(summaries, entry);
    const lookup = sweepLookup(listed);
    const isField = (name: string): boolean =>
      Object.hasOwn(sweepFields, name) && !(query.runNames.length > 0 && fieldsOfBoth.has(name));
    const answer = query.condition === undefined || mayHold(query.condition, isField, lookup);
    if (answer === false) continue;
    const places = placesOf(cli, listed, query.texts);
    if (places === undefined) continue;
    if (answer === true || query.condition === undefined) {
      yield { listed, places, runs: [], moreRuns: 0 };
      continue;
    }
    const sweep = opened(cli, listed);
    if (sweep === undefined || listed.status === undefined) {
      searched.gone++;
      continue;
    }
    const runs: FittingRun[] = [];
    let moreRuns = 0;
    let isOver = false;
    const question = {
      condition: query.condition,
      names: query.runNames,
      ofSweep: lookup,
      mayLook: () => {
        isOver = searched.runs >= mostRuns;
        if (!isOver) searched.runs++;
        return !isOver;
      },
      knows: (name: string) => searched.known.add(name),
    };
    for (const found of fittingRuns(cli, sweep, sweep.status(), question)) {
      if (runs.length < mostShown) runs.push(found);
      else moreRuns++;
    }
    if (isOver) searched.stoppedAt = entry;
    if (runs.length > 0) yield { listed, places, runs, moreRuns };
    if (isOver) return;
  }
}

const hasTag = ({ tags, runTags = [] }: RegistryEntry, wanted: string): boolean =>
  tags.includes(wanted) || runTags.some(({ tag }) => tag === wanted);

/** A sweep whose events are read when somebody asks for its state. */
export const lazilyListed = (summaries: SweepSummaries, entry: RegistryEntry): ListedSweep => {
  let read = false;
  let status: ListedSweep['status'];
  return {
    entry,
    get status() {
      if (!read) {
        read = true;
        status = summaries.of(entry);
      }
      return status;
    },
  };
};

const opened = ({ host }: Pick<Cli, 'host'>, { entry }: ListedSweep): Sweep | undefined => {
  const sweep = openSweep(host, entry.home);
  return sweep.ok ? sweep.value : undefined;
};

/** Where all the texts are; undefined when one of them is nowhere. */
const placesOf = (
  cli: Cli,
  listed: ListedSweep,
  texts: readonly string[],
): readonly TextPlace[] | undefined => {
  const places: TextPlace[] = [];
  let sweep: Sweep | undefined;
  for (const text of texts) {
    let found = placeInEntry(listed.entry, text);
    if (found === undefined) {
      sweep ??= opened(cli, listed);
      found = sweep && placeInExperiments(sweep, text);
    }
    if (found === undefined) return undefined;
    if (found.place !== '') places.push(found);
  }
  return places;
};
