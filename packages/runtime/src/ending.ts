import { exitCodes } from '@mrunner/core/run-files';
import { isInterruption } from './interruption.ts';
import { writeResult } from './result-file.ts';
import type { Session } from './session.ts';
import type { TrainingMain } from './training.ts';

/** How a training function ended. */
export interface Ending<Outcome = unknown> {
  /** 0: it returned. 1: it threw. 85: it was asked to stop, and returned before its work was complete. */
  readonly exitCode: number;
  /** What main returned. */
  readonly result?: Outcome;
  /** What main threw. */
  readonly error?: unknown;
}

/**
 * Runs main and keeps how it ended: its return in `result.json` when its work is complete, the reason of a failure in
 * `metrics.jsonl`. An error is printed with its stack.
 */
export const runTraining = async <Params, Outcome>(
  session: Session,
  main: TrainingMain<Params, Outcome>,
): Promise<Ending<Outcome>> => {
  const { training, interruption, isFinished, tell } = session;
  try {
    const result = await main(training as unknown as Parameters<typeof main>[0]);
    if (interruption.wasNoticed && !isFinished()) {
      return { exitCode: exitCodes.interrupted, result };
    }
    writeResult(training.experimentDir, result, tell);
    return { exitCode: 0, result };
  } catch (error) {
    tell(inspected(error));
    recordFailure(session, error);
    return { exitCode: 1, error };
  } finally {
    session.metrics.flush();
  }
};

/** Keeps the reason of a failure where `mrun why` finds it. */
export const recordFailure = (
  { recorder, metrics, interruption }: Session,
  error: unknown,
): void => {
  const kind = isInterruption(error, interruption) ? 'interrupted' : 'exit';
  recorder.line({ failure: { kind, text: failureText(error) } });
  metrics.flush();
};

/** A value as Node prints it. Loading `node:util` takes milliseconds, so only a failure does. */
const inspected = (value: unknown): string => process.getBuiltinModule('node:util').inspect(value);

const longestText = 2000;

const failureText = (error: unknown): string => {
  const text = error instanceof Error ? String(error) : `thrown: ${inspected(error)}`;
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
};
