import type { AttemptStatus, RunStatus } from '@mrunner/core';
import type { LedgerLine } from './ledger.ts';

/** What a sweep claims of itself, as far as it is checked. */
export interface ClaimedSweep {
  readonly of: (index: number) => Pick<RunStatus, 'state' | 'reason' | 'exitCode' | 'attempts'>;
}

/**
 * All the ways in which what a sweep claims differs from what its runs saw: a second start of an attempt, two living
 * attempts of a run, an attempt after a recorded success, an attempt that nobody tells of, an end that never was.
 */
export function violations(
  ledger: readonly LedgerLine[],
  sweep: ClaimedSweep,
  count: number,
): readonly string[] {
  const byRun = Map.groupBy(ledger, (line) => line.index);
  return Array.from({ length: count }, (_, index) =>
    violationsOfRun(byRun.get(index) ?? [], sweep.of(index)).map((what) => `run ${index}: ${what}`),
  ).flat();
}

function violationsOfRun(
  lines: readonly LedgerLine[],
  status: ReturnType<ClaimedSweep['of']>,
): readonly string[] {
  const starts = lines.filter((line) => line.what === 'start').map((line) => line.attempt);
  const success = status.attempts.find((attempt) => attempt.exitCode === 0)?.attempt;
  return [
    ...starts
      .filter((attempt, i) => starts.indexOf(attempt) < i)
      .map((attempt) => `attempt ${attempt} was started twice`),
    ...lines
      .filter((line) => line.what === 'alive')
      .map((line) => `attempt ${line.attempt} was started while an earlier one lived`),
    ...starts
      .filter((attempt) => success !== undefined && attempt > success)
      .map((attempt) => `attempt ${attempt} was started after attempt ${success} had succeeded`),
    ...starts
      .filter((attempt) => !status.attempts.some((known) => known.attempt === attempt))
      .map((attempt) => `attempt ${attempt} was started, and nothing tells of it`),
    ...status.attempts.flatMap((attempt) => lies(attempt, lines)),
    ...(status.state === 'succeeded' && status.exitCode !== 0
      ? [`succeeded, and its exit code is ${status.exitCode}`]
      : []),
  ];
}

/** Codes above this one are signals, or tell of a start that failed: of these a run can't know. */
const ownCodes = 125;

function lies({ attempt, exitCode }: AttemptStatus, lines: readonly LedgerLine[]): string[] {
  if (exitCode === null || exitCode > ownCodes) return [];
  const end = lines.find((line) => line.what === 'end' && line.attempt === attempt);
  if (end?.code === exitCode) return [];
  const truth = end === undefined ? 'it never came to its end' : `it exited with ${end.code}`;
  return [`attempt ${attempt} is said to have exited with ${exitCode}, and ${truth}`];
}
