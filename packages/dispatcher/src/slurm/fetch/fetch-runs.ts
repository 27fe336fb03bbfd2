import {
  fail,
  hasEnded,
  isHere,
  mainContext,
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
  type RunStatus,
  sweepFileNames,
  workDirectory,
} from '@mrunner/core';
import { isDiskError } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { placeProblem } from '../../place/place-problem.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { noteFetched, readFetched } from './fetched-file.ts';
import { type Published, publishFiles } from './publish-files.ts';
import { unpackStream } from './unpack-stream.ts';

/** A run whose directory is wanted here. */
export interface RunToFetch {
  readonly recorded: RecordedExperiment;
  readonly status: RunStatus;
}

export interface FetchOptions {
  /** The directory that they go to; absent: the home of the sweep. */
  readonly to?: string;
  /** Where they are, and the directory of the sweep there; absent: as its context says. */
  readonly source?: { readonly place: Place; readonly directory: string };
  /** Hears of each part that is here. */
  readonly observe?: (progress: { readonly runs: number; readonly bytes: number }) => void;
}

/** What was fetched. */
export interface FetchedRuns extends Published {
  /** How many runs, without those whose files were all here. */
  readonly runs: number;
  /** Runs that were here already. */
  readonly before: readonly number[];
  /** Runs that have no directory, since they never started. */
  readonly missing: readonly number[];
  /** Runs that go on: what they write from now on is not here. */
  readonly going: readonly number[];
}

/** Runs that are fetched by one program; a fetch that is cut off goes on behind those that came before. */
const runsAtOnce = 20;

/**
 * Fetches whole directories of runs from their cluster. Files come into their places only when all of a part has arrived. What is newer
 * here than there is left alone.
 */
export async function fetchRuns(
  host: Host,
  sweep: Sweep,
  runs: readonly RunToFetch[],
  options: FetchOptions = {},
): Promise<Result<FetchedRuns>> {
  const { to = sweep.home, observe = () => {} } = options;
  const isHome = to === sweep.home;
  const known = isHome ? readFetched(host, sweep.home) : new Map<number, number>();
  const isBefore = ({ recorded, status }: RunToFetch): boolean =>
    hasEnded(status.state) && known.get(recorded.index) === status.attempt;
  const wanted = runs.filter((run) => !isBefore(run));
  let found: Published = { files: 0, bytes: 0, kept: [] };
  const missing: number[] = [];
  const target = ({ directory }: RecordedExperiment): string =>
    isHome ? `${to}/${directory}` : `${to}/${directory.slice(sweepFileNames.runs.length + 1)}`;
  for (let at = 0; at < wanted.length; at += runsAtOnce) {
    const some = wanted.slice(at, at + runsAtOnce);
    const part = await fetchSome(host, sweep, some, { to, target, source: options.source });
    if (!part.ok) return part;
    missing.push(...part.value.missing);
    found = {
      files: found.files + part.value.files,
      bytes: found.bytes + part.value.bytes,
      kept: [...found.kept, ...part.value.kept],
    };
    if (isHome) noteFetched(host, sweep.home, wholeRuns(some, part.value.missing));
    observe({ runs: at + some.length, bytes: found.bytes });
  }
  return ok({
    ...found,
    runs: wanted.length - missing.length,
    before: runs.filter(isBefore).map(({ recorded }) => recorded.index),
    missing,
    going: wanted
      .filter(({ status }) => !hasEnded(status.state))
      .map(({ recorded }) => recorded.index)
      .filter((index) => !missing.includes(index)),
  });
}

const wholeRuns = (
  runs: readonly RunToFetch[],
  missing: readonly number[],
): ReadonlyMap<number, number> =>
  new Map(
    runs
      .filter(({ recorded, status }) => hasEnded(status.state) && !missing.includes(recorded.index))
      .map(({ recorded, status }) => [recorded.index, status.attempt]),
  );

interface Part extends Published {
  readonly missing: readonly number[];
}

async function fetchSome(
  host: Host,
  sweep: Sweep,
  runs: readonly RunToFetch[],
  {
    to,
    target,
    source: given,
  }: {
    readonly to: string;
    readonly target: (run: RecordedExperiment) => string;
    readonly source: FetchOptions['source'] | undefined;
  },
): Promise<Result<Part>> {
  const context = mainContext(sweep.record);
  const place = given?.place ?? placeOf(host, context);
  const unique = Math.floor(host.random() * 36 ** 6).toString(36);
  const into = `${to}/.fetch-${unique}`;
  try {
    host.files.makeDirectories(into);
    const from = given?.directory ?? (isHere(context) ? sweep.home : workDirectory(sweep.record));
    const directories = runs.map(({ recorded }) => recorded.directory);
    const { answer, trouble } = await unpackStream(host, place, { from, directories, into });
    if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
    // A run that goes on writes while it is read.
    const isGoing = runs.some(({ status }) => !hasEnded(status.state));
    const isWhole = answer.code === 0 || (answer.code === 1 && isGoing);
    if (!isWhole) return fail(unreadable(sweep, answer.stderr, answer.code));
    if (trouble !== undefined) return fail(unwritable(to, trouble));
    let found: Published = { files: 0, bytes: 0, kept: [] };
    const missing: number[] = [];
    for (const { recorded } of runs) {
      const source = `${into}/${recorded.directory}`;
      if (!host.files.exists(source)) {
        missing.push(recorded.index);
        continue;
      }
      const published = publishFiles(host, source, target(recorded));
      found = {
        files: found.files + published.files,
        bytes: found.bytes + published.bytes,
        kept: [...found.kept, ...published.kept],
      };
    }
    return ok({ ...found, missing });
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return fail(unwritable(to, diskText(host, to, error)));
  } finally {
    host.files.remove(into);
    if (given === undefined) place.close();
  }
}

const unreadable = ({ record }: Sweep, stderr: string, code: number): Problem => ({
  kind: 'file',
  path: record.id,
  message: `its files can't be read there: ${stderr.trim().split('\n')[0] || `tar ended with ${code}`}`,
});

const unwritable = (to: string, text: string): Problem => ({
  kind: 'file',
  path: to,
  message: `the files can't be written here: ${text}`,
});
