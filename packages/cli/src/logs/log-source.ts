import type { RecordedExperiment, Result } from '@mrunner/core';

/** Where the logs of a sweep are read: on this machine, or on its cluster. */
export interface LogSource {
  /** The attempts of a run that have a log, in order. */
  readonly attempts: (run: RecordedExperiment) => Promise<Result<readonly number[]>>;
  /** Where a log is: a path here, or `user@host:path`. */
  readonly path: (run: RecordedExperiment, attempt: number) => string;
  /** A log, or its last lines, as text. */
  readonly text: (
    run: RecordedExperiment,
    attempt: number,
    tail: number | undefined,
  ) => Promise<Result<string>>;
  /** Copies a log, or its last lines, to the standard output as it is. Answers up to which byte. */
  readonly copy: (
    run: RecordedExperiment,
    attempt: number,
    tail: number | undefined,
  ) => Promise<Result<number>>;
  /** What is written from a byte on, as it is written; a problem ends it. */
  readonly follow: (
    run: RecordedExperiment,
    attempt: number,
    options: FollowOptions,
  ) => AsyncGenerator<Result<string>, void>;
  /** The last lines of another file of the sweep; empty when there is none. */
  readonly tailOf: (path: string, lines: number) => Promise<Result<string>>;
  readonly close: () => void;
}

export interface FollowOptions {
  readonly from: number;
  /** Whether nothing more will be written. */
  readonly over: () => boolean;
  readonly signal: AbortSignal;
  /** Hears of what goes wrong and is tried again. */
  readonly troubled: (text: string) => void;
}
