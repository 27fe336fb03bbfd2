import type { Channel } from './channels.ts';
import type { LoggedValues } from './log.ts';
import type { NeptuneContext } from './neptune-context.ts';
import type { RunInfo } from './run-info.ts';
import type { Mode } from './start-mode.ts';

/** Parameters of a script without a schema: plain values as they were given. */
export type PlainParameters = Readonly<Record<string, unknown>>;

/**
 * What a training function gets, however it was started: its parameters, its directory, and what it needs to tell how it
 * is doing. It may be taken apart: `async ({ params, log }) => …`.
 */
export interface Training<Params = PlainParameters> {
  /** What the schema made of the parameters. Without a schema: plain values, integers beyond 2^53 as bigint. */
  readonly params: Params;

  /** The directory of this run: absolute, there, and writable. Checkpoints and logs go here. */
  readonly experimentDir: string;

  /** The neptune context when the run is under neptune, else null. */
  readonly neptune: NeptuneContext | null;

  /**
   * Records values at a step. The step must grow for each name within an attempt: other values are dropped, with ten
   * warnings at most. Without a step it is one more than the highest of these names, from 1; a script that goes on after an
   * interruption gives its steps itself. NaN and infinities are recorded as such. Text becomes a point of a text channel.
   *
   * The values are in `metrics.jsonl` at once, for anyone who watches; only the tail of a burst waits for the next call,
   * a turn of the event loop or the exit.
   *
   * @example log({ loss: 0.3, accuracy: 0.9 }, epoch)
   * @example log({ train: { loss: 0.3 }, valid: { loss: 0.4 } }) // names train.loss and valid.loss
   */
  readonly log: (values: LoggedValues, step?: number) => void;

  /**
   * A named series of numbers, texts or images, by what is sent.
   *
   * @example channel('loss').send(0.3)           // x counts 1, 2, 3 …
   * @example channel('loss').send(100, 0.25)     // x = 100; it must grow
   * @example channel('samples').send(pngBytes)   // a file below images/, by its first bytes a .png
   */
  readonly channel: (name: string) => Channel;

  /**
   * Aborted when the run should stop: on SIGTERM, SIGINT and SIGUSR2 (the scheduler's warning). Its reason is an
   * `InterruptedError`. Before it is read for the first time, these signals have their default action. A loop that never
   * awaits never learns of a signal: give the event loop a turn, such as `await setImmediate()` of `node:timers/promises`.
   *
   * Stop by saving and returning: the run then exits with code 85, "interrupted and saved: start me again".
   *
   * @example if (signal.aborted) return save()
   */
  readonly signal: AbortSignal;

  /** Says that the work is complete, so that returning after an interruption is a success and not an exit with 85. */
  readonly finished: () => void;

  /** How the script was started. */
  readonly mode: Mode;

  /** Which run of which sweep this is; null when mrunner did not start it. */
  readonly run: RunInfo | null;

  /** The arguments that are the script's own, in order: without `--neptune`, `--set` and the like. */
  readonly argv: readonly string[];
}

/** A training function. What it returns is the run's result: it is written to `result.json`. */
export type TrainingMain<Params, Outcome = unknown> = (
  training: Training<Params>,
) => Outcome | Promise<Outcome>;
