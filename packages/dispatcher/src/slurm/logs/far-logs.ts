import {
  type Context,
  fail,
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
  runFileNames,
  type SweepRecord,
  shellQuote,
  workDirectory,
} from '@mrunner/core';
import type { DoneProgram, Place, PlaceAnswer } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';

/** Where the logs of a sweep on another machine are read. */
export interface FarLogs {
  /** The attempts of runs that have a log, in order, by index; a run whose directory does not exist there has no entry. */
  readonly attempts: (
    runs: readonly RecordedExperiment[],
  ) => Promise<Result<ReadonlyMap<number, readonly number[]>>>;
  /** The last lines of a log, and how long the log was then. */
  readonly tail: (
    run: RecordedExperiment,
    attempt: number,
    lines: number,
  ) => Promise<Result<FarPiece>>;
  /** The last lines of another file there. */
  readonly tailOf: (path: string, lines: number) => Promise<Result<FarPiece>>;
  /** A whole log as it comes. */
  readonly copy: (
    run: RecordedExperiment,
    attempt: number,
    told: (bytes: Uint8Array) => void,
  ) => Promise<Result<FarPiece>>;
  /** What came after a byte, or the first part of it. A log that does not exist yet has nothing. */
  readonly after: (
    run: RecordedExperiment,
    attempt: number,
    from: number,
  ) => Promise<Result<FarPiece>>;
}

/** A piece of a log. */
export interface FarPiece {
  /** Empty where the bytes were handed on. */
  readonly bytes: Buffer;
  /** Up to which byte of the log that is. */
  readonly end: number;
}

/** Bytes that are brought at once to somebody who follows. */
const mostBytes = 1 << 20;

/** Reads logs over there. Nothing is kept here: a part of a log must not pass for the whole. */
export function farLogs(
  place: Place,
  record: SweepRecord,
  context: Pick<Context, 'name'>,
): FarLogs {
  const work = workDirectory(record);
  const path = ({ directory }: RecordedExperiment, attempt: number): string =>
    shellQuote(`${work}/${directory}/${runFileNames.log(attempt)}`);
  const ask = async (program: string): Promise<Result<DoneProgram>> =>
    doneOf(await place.run(program), (answer) => placeProblem(place, context.name, answer));
  const tailOf = async (file: string, lines: number): Promise<Result<FarPiece>> => {
    const answer = await ask(`if [ -r ${file} ]; then
mrunner_bytes=$(($(wc -c <${file})))
head -c "$mrunner_bytes" ${file} | tail -n ${lines}
mrunner_part bytes
echo "$mrunner_bytes"
fi`);
    if (!answer.ok) return answer;
    const { body, parts } = answer.value;
    return ok({ bytes: body, end: Number(parts.get('bytes')?.toString() ?? 0) });
  };
  return {
    attempts: async (runs) => {
      const answer = await ask(attemptsProgram(work, runs));
      if (!answer.ok) return answer;
      return ok(
        new Map(
          runs.flatMap(({ index }) => {
            const names = answer.value.parts.get(String(index))?.toString();
            return names === undefined ? [] : [[index, logNumbers(names)] as const];
          }),
        ),
      );
    },
    tail: (run, attempt, lines) => tailOf(path(run, attempt), lines),
    tailOf: (file, lines) => tailOf(shellQuote(file), lines),
    copy: (run, attempt, told) =>
      new Promise((resolve) => {
        let end = 0;
        place.stream(`exec cat ${path(run, attempt)}`, {
          told: (bytes) => {
            end += bytes.length;
            told(bytes);
          },
          ended: (answer) => {
            const done = doneOf(answer, (lost) => placeProblem(place, context.name, lost));
            resolve(done.ok ? ok({ bytes: Buffer.alloc(0), end }) : done);
          },
        });
      }),
    after: async (run, attempt, from) => {
      const file = path(run, attempt);
      const answer = await ask(
        `if [ -r ${file} ]; then tail -c +${from + 1} ${file} | head -c ${mostBytes}; fi`,
      );
      if (!answer.ok) return answer;
      const { body } = answer.value;
      return ok({ bytes: body, end: from + body.length });
    },
  };
}

const doneOf = (
  answer: PlaceAnswer,
  problemOf: (answer: Exclude<PlaceAnswer, DoneProgram>) => Problem,
): Result<DoneProgram> => (answer.kind === 'done' ? ok(answer) : fail(problemOf(answer)));

const attemptsProgram = (work: string, runs: readonly RecordedExperiment[]): string =>
  [
    `cd ${shellQuote(work)} 2>/dev/null || exit 0`,
    ...runs.map(
      ({ index, directory }) =>
        `if [ -d ${shellQuote(directory)} ]; then mrunner_part ${index}; (cd ${shellQuote(directory)} && for f in ${logPrefix}*; do echo "$f"; done); fi`,
    ),
    'exit 0',
  ].join('\n');

const logPrefix = runFileNames.log(0).slice(0, -1);

const logNumbers = (names: string): readonly number[] =>
  names
    .split('\n')
    .filter((name) => name.startsWith(logPrefix))
    .map((name) => Number(name.slice(logPrefix.length)))
    .filter((number) => Number.isInteger(number) && number > 0)
    .sort((a, b) => a - b);
