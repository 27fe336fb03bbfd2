import {
  type Context,
  fail,
  hasEnded,
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
  type RunStatus,
  runFileNames,
  type SweepRecord,
} from '@mrunner/core';
import { type FarPiece, farLogs, placeOf, readFetched, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { farDirectory } from '../output/far-directory.ts';
import type { FollowOptions, LogSource } from './log-source.ts';
import { logsHere } from './logs-here.ts';
import { rest } from './rest.ts';

/** Milliseconds between two looks at a log that grows, and at one that does not. */
const pauses = { least: 1000, most: 4000 } as const;
/** Milliseconds until a connection that broke is tried again; it doubles up to the last. */
const retries = { least: 2000, most: 30_000 } as const;

/**
 * Reads logs of a sweep that is reached by ssh. Nothing of them is kept here; a run that was fetched after it had ended is
 * read here.
 */
export const logsThere = (cli: Cli, sweep: Sweep, context: Context): LogSource => {
  const there = logsOnly(cli, sweep, context);
  const here = logsHere(cli, sweep);
  const of = fetchedFinder(cli, sweep);
  const sourceOf = (run: RecordedExperiment): LogSource => (of(run) ? here : there);
  return {
    attempts: (run) => sourceOf(run).attempts(run),
    path: (run, attempt) => sourceOf(run).path(run, attempt),
    text: (run, ...more) => sourceOf(run).text(run, ...more),
    copy: (run, ...more) => sourceOf(run).copy(run, ...more),
    follow: (run, ...more) => sourceOf(run).follow(run, ...more),
    tailOf: there.tailOf,
    close: there.close,
  };
};

/** Tells whether all of a run was fetched after its newest attempt had ended. */
const fetchedFinder = (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
): ((run: RecordedExperiment) => boolean) => {
  const fetched = readFetched(host, sweep.home);
  if (fetched.size === 0) return () => false;
  const { of } = sweep.status();
  return ({ index }) => {
    const attempt = fetched.get(index);
    return attempt !== undefined && attempt === of(index).attempt && hasEnded(of(index).state);
  };
};

const logsOnly = (cli: Cli, sweep: Sweep, context: Context): LogSource => {
  const { record } = sweep;
  const place = placeOf(cli.host, context);
  const logs = farLogs(place, record, context);
  return {
    attempts: async (run) => {
      const found = await logs.attempts([run]);
      if (!found.ok) return found;
      const attempts = found.value.get(run.index);
      if (attempts !== undefined) return ok(attempts);
      return hadDirectory(sweep.status().of(run.index)) ? fail(gone(record, run)) : ok([]);
    },
    path: (run, attempt) => `${farDirectory(record, run)}/${runFileNames.log(attempt)}`,
    text: async (run, attempt, tail) => {
      if (tail !== undefined) return textOf(await logs.tail(run, attempt, tail));
      const pieces: Uint8Array[] = [];
      const copied = await logs.copy(run, attempt, (bytes) => pieces.push(bytes));
      return copied.ok ? ok(Buffer.concat(pieces).toString()) : copied;
    },
    copy: async (run, attempt, tail) => {
      const decoder = new TextDecoder();
      const tell = (bytes: Uint8Array): void => {
        cli.stdout.write(decoder.decode(bytes, { stream: true }));
      };
      const copied = await (tail === undefined
        ? logs.copy(run, attempt, tell)
        : logs.tail(run, attempt, tail));
      if (!copied.ok) return copied;
      tell(copied.value.bytes);
      return ok(copied.value.end);
    },
    follow: (run, attempt, options) =>
      followThere(cli, (from) => logs.after(run, attempt, from), options),
    tailOf: async (path, lines) => textOf(await logs.tailOf(path, lines)),
    close: place.close,
  };
};

/** Who began has one; a set-up that failed may have come before. */
const hadDirectory = ({ attempts }: RunStatus): boolean =>
  attempts.some(({ exitCode, reason }) => exitCode !== null && reason?.kind !== 'launch');

/** Somebody removed it there. */
const gone = (record: SweepRecord, run: RecordedExperiment): Problem => ({
  kind: 'missing',
  path: `#${run.index}`,
  message: `its directory is gone there: ${farDirectory(record, run)}`,
});

const textOf = (piece: Result<FarPiece>): Result<string> =>
  piece.ok ? ok(piece.value.bytes.toString()) : piece;

async function* followThere(
  { host }: Pick<Cli, 'host'>,
  after: (from: number) => Promise<Result<FarPiece>>,
  { from, over, signal, troubled }: FollowOptions,
): AsyncGenerator<Result<string>, void> {
  const decoder = new TextDecoder();
  let at = from;
  let pause: number = pauses.least;
  let retry: number = retries.least;
  while (!signal.aborted) {
    const isOver = over();
    const piece = await after(at);
    if (!piece.ok) {
      const [problem] = piece.problems;
      // A password must be typed elsewhere; a connection may come back.
      if (problem?.details !== undefined) {
        yield piece;
        return;
      }
      if (retry === retries.least) troubled(problem?.message ?? '');
      await rest(host, retry, signal);
      retry = Math.min(retry * 2, retries.most);
      continue;
    }
    retry = retries.least;
    const { bytes, end } = piece.value;
    at = end;
    if (bytes.length > 0) {
      yield ok(decoder.decode(bytes, { stream: true }));
      pause = pauses.least;
    } else if (isOver) return;
    else {
      await rest(host, pause, signal);
      pause = Math.min(pause * 1.5, pauses.most);
    }
  }
}
