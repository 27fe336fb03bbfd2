import { type AttemptStatus, type Problem, type RunStatus, reasonText } from '@mrunner/core';
import { isCluster, type Sweep, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import type { FollowOptions, LogSource } from '../logs/log-source.ts';
import { lookAt } from '../look/look-at.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { attemptAfter, isOpen, type Outlook } from './attempt-outlook.ts';
import { launcherText } from './launcher-text.ts';
import { printProblems } from './problems.ts';

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
 * Prints what a run prints until it is over for good: from a start that is waited for, on into every further attempt,
 * whichever launcher starts it. Answers the exit code: the run's own when that is wanted.
 */
export const followRun = async (
  cli: Cli,
  run: SeenRun,
  wishes: FollowWishes,
  logs: LogSource,
): Promise<number> => {
  const { index } = run.recorded;
  const stop = new AbortController();
  const forget = cli.onInterrupt(() => stop.abort());
  const outlook = outlookReader(cli, run);
  const say = (text: string): void => {
    if (!wishes.quiet) cli.stderr.write(`${text}\n`);
  };
  const logged = await logs.attempts(run.recorded);
  if (!logged.ok) {
    forget();
    return printProblems(cli, 'mrun logs', logged.problems);
  }
  const newest = logged.value.at(-1);
  const rest = keepLooking(cli, run.sweep);
  let attempt: number | undefined = wishes.attempt ?? newest ?? 1;
  let last = attempt;
  let tail = wishes.tail;
  if (newest === undefined && isOpen(outlook(), index, attempt)) {
    const { status } = outlook();
    const why = status.scheduler?.of(status.of(index))?.text;
    say(`#${index} waits to start${why === undefined ? '' : `: ${why}`}`);
  }
  while (attempt !== undefined) {
    last = attempt;
    if (attempt > 1) say(`attempt ${attempt}`);
    const over = (): boolean => !isOpen(outlook(), index, last);
    const options = { tail, over, signal: stop.signal, troubled: say };
    const problems = await followAttempt(cli, run, attempt, logs, options);
    if (problems !== undefined) {
      rest();
      forget();
      return printProblems(cli, 'mrun logs', problems);
    }
    tail = undefined;
    const isAll = stop.signal.aborted || wishes.attempt !== undefined;
    attempt = isAll ? undefined : await nextAttempt(cli, run, outlook, last);
    if (attempt !== undefined) say(`#${index} ${endText(endOf(outlook().status.of(index), last))}`);
  }
  rest();
  forget();
  if (stop.signal.aborted) return exitCode.interrupted;
  const status = run.sweep.status();
  const end = endOf(status.of(index), last);
  say(`#${index} ${end.state === 'planned' ? notStartedText(status) : endText(end)}`);
  if (wishes.exitCode) return end.exitCode ?? exitCode.failed;
  const found = await logs.attempts(run.recorded);
  return found.ok && found.value.includes(last) ? exitCode.ok : exitCode.failed;
};

/** Milliseconds that a launcher may take to promise another attempt, after the worker recorded the end of one. */
const promiseTime = 1500;
const pause = 100;

/** The attempt that follows one which is over, as soon as it is known; undefined when there will be none. */
const nextAttempt = async (
  { host }: Pick<Cli, 'host'>,
  { sweep, recorded }: SeenRun,
  outlook: () => Outlook,
  attempt: number,
): Promise<number | undefined> => {
  const until = host.clock.now() + promiseTime;
  for (;;) {
    const seen = outlook();
    const next = attemptAfter(seen, recorded.index, attempt);
    const { state } = seen.status.of(recorded.index);
    const mayFollow =
      seen.status.launcher === 'alive' &&
      sweep.record.options.retries > 0 &&
      (state === 'failed' || state === 'unknown');
    if (next !== undefined || !mayFollow || seen.now > until) return next;
    await new Promise<void>((resolve) => void host.clock.after(pause, resolve));
  }
};

/** Prints an attempt's log up to its end. Answers what kept it from that. */
const followAttempt = async (
  cli: Cli,
  { recorded }: SeenRun,
  attempt: number,
  logs: LogSource,
  { tail, ...options }: Omit<FollowOptions, 'from'> & { readonly tail: number | undefined },
): Promise<readonly Problem[] | undefined> => {
  const copied = await logs.copy(recorded, attempt, tail);
  if (!copied.ok) return copied.problems;
  for await (const text of logs.follow(recorded, attempt, { ...options, from: copied.value })) {
    if (!text.ok) return text.problems;
    cli.stdout.write(text.value);
  }
  return undefined;
};

/** Milliseconds between two looks at a cluster while somebody follows a run; workers here tell sooner. */
const lookPause = 10_000;

/** Brings what is known of a sweep on a cluster up to date now and then, until the answer is called. */
const keepLooking = (cli: Cli, sweep: Sweep): (() => void) => {
  let stopTimer: (() => void) | undefined;
  let isOver = !isCluster(sweep);
  const next = (): void => {
    if (!isOver) stopTimer = cli.host.clock.after(lookPause, look);
  };
  // A cluster that can't be reached is told of by what reads the log there.
  const look = (): void => void lookAt(cli, sweep).then(next, next);
  next();
  return () => {
    isOver = true;
    stopTimer?.();
  };
};

/** Milliseconds that a status is good for. */
const freshness = 300;
/** How many times longer than it took: folding the events of a large sweep is work. */
const restfulness = 10;

const outlookReader = ({ host }: Pick<Cli, 'host'>, { sweep }: SeenRun): (() => Outlook) => {
  let status: SweepStatus | undefined;
  let next = Number.NEGATIVE_INFINITY;
  return () => {
    const begun = host.clock.now();
    if (status === undefined || begun >= next) {
      status = sweep.status();
      const taken = host.clock.now() - begun;
      next = begun + taken + Math.max(freshness, taken * restfulness);
    }
    return { status, createdAt: sweep.record.createdAt, now: host.clock.now() };
  };
};

/** How an attempt ended; the run's own status where nothing is known of that attempt. */
const endOf = (run: RunStatus, attempt: number): AttemptStatus =>
  run.attempts.find((it) => it.attempt === attempt) ?? run;

const endText = ({ state, reason }: AttemptStatus): string => {
  const text = reasonText(reason);
  return text === '' ? state : `${state}: ${text}`;
};

const notStartedText = (status: SweepStatus): string =>
  `was not started: ${launcherText(status) ?? 'nobody starts it'}. Go on: mrun resume`;
