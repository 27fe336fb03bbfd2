import type { RunStatus } from '@mrunner/core';
import { reasonText } from '@mrunner/core';
import { followLog, loggedAttempts, logPath, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { copyLog } from './print-log.ts';

/** How a run is to be followed. */
export interface FollowWishes {
  readonly tail: number | undefined;
  /** Only this attempt. */
  readonly attempt: number | undefined;
  /** Whether the run's own exit code is wanted. */
  readonly exitCode: boolean;
  readonly quiet: boolean;
}

/**
 * Prints what a run prints until it has ended, on into its next attempt if there is one. Answers the exit code: the run's
 * own when that is wanted.
 */
export const followRun = async (cli: Cli, run: SeenRun, wishes: FollowWishes): Promise<number> => {
  const stop = new AbortController();
  const forget = cli.onInterrupt(() => stop.abort());
  const now = statusReader(cli, run);
  let attempt =
    wishes.attempt ?? loggedAttempts(cli.host, run.sweep.home, run.recorded).at(-1) ?? 1;
  let tail = wishes.tail;
  for (;;) {
    if (attempt > 1 && !wishes.quiet) cli.stderr.write(`attempt ${attempt}\n`);
    await followAttempt(
      cli,
      run,
      attempt,
      tail,
      () => isOver(now(), run.recorded.index, attempt),
      stop.signal,
    );
    if (stop.signal.aborted || wishes.attempt !== undefined) break;
    if (
      now().of(run.recorded.index).attempt <= attempt &&
      isOver(now(), run.recorded.index, attempt + 1)
    )
      break;
    attempt++;
    tail = undefined;
  }
  forget();
  if (stop.signal.aborted) return exitCode.interrupted;
  const last = run.sweep.status().of(run.recorded.index);
  if (!wishes.quiet) cli.stderr.write(`#${last.index} ${endText(last)}\n`);
  if (wishes.exitCode) return last.exitCode ?? exitCode.failed;
  return last.attempt === 0 ? exitCode.failed : exitCode.ok;
};

const followAttempt = async (
  cli: Cli,
  { sweep, recorded }: SeenRun,
  attempt: number,
  tail: number | undefined,
  over: () => boolean,
  signal: AbortSignal,
): Promise<void> => {
  const path = logPath(sweep.home, recorded, attempt);
  const from = cli.host.files.exists(path) ? copyLog(cli, path, tail) : 0;
  for await (const text of followLog(cli.host, path, { from, over, signal }))
    cli.stdout.write(text);
};

/** Milliseconds that a status is good for; folding the events of a large sweep takes a while. */
const freshness = 300;

const statusReader = ({ host }: Pick<Cli, 'host'>, { sweep }: SeenRun): (() => SweepStatus) => {
  let status = sweep.status();
  let readAt = host.clock.now();
  return () => {
    if (host.clock.now() - readAt >= freshness) {
      status = sweep.status();
      readAt = host.clock.now();
    }
    return status;
  };
};

/** Whether nothing more will come of an attempt. */
const isOver = ({ of, launcher }: SweepStatus, index: number, attempt: number): boolean => {
  const run = of(index);
  if (run.attempt > attempt) return true;
  if (run.state === 'running') return false;
  const waits = run.state === 'planned' || run.state === 'pending';
  return waits ? launcher === 'none' || launcher === 'gone' : true;
};

const endText = (run: RunStatus): string => {
  const reason = reasonText(run.reason);
  return reason === '' ? run.state : `${run.state}: ${reason}`;
};
