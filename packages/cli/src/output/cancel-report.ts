import { indexesText } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { coloursFor } from './colours.ts';

/** What came of the wish to cancel runs of one sweep; runs are given by index. */
export interface CancelReport {
  readonly sweep: string;
  readonly stopped: readonly number[];
  readonly neverStarted: readonly number[];
  /** Runs that have ended and of which another attempt was wanted, which will not start. */
  readonly notAgain: readonly number[];
  readonly endedBefore: readonly number[];
  /** Runs that ended by themselves after they were asked to stop. */
  readonly endedMeanwhile: readonly number[];
  /** Runs without an exit record: nothing of them lives, and `resume` leaves them alone. */
  readonly lost: readonly number[];
  readonly going: readonly number[];
  /** What a person should know. */
  readonly text?: string;
  /** Why a cluster has not heard of it yet. */
  readonly trouble?: string;
}

/** Says what was cancelled, and what had ended by then. */
export const printCancelReport = (cli: Cli, report: CancelReport): void => {
  const { bold } = coloursFor(cli.stdout, cli.env);
  const lines: (readonly [string, readonly number[]])[] = [
    ['stopped', report.stopped],
    ['will never start', report.neverStarted],
    ['will not be started again', report.notAgain],
    ['ended by themselves meanwhile', report.endedMeanwhile],
    ['lost, and not started again', report.lost],
    [report.trouble === undefined ? 'still stopping' : 'not reached yet', report.going],
    ['had ended before', report.endedBefore],
  ];
  cli.stdout.write(`${bold(report.sweep)}\n`);
  const meant = lines.slice(0, -1).some(([, runs]) => runs.length > 0);
  if (!meant) cli.stdout.write('  nothing to cancel\n');
  for (const [what, runs] of lines) {
    if (runs.length > 0) cli.stdout.write(`  ${runs.length} ${what}: ${indexesText(runs)}\n`);
  }
  if (report.text !== undefined) cli.stdout.write(`  ${report.text}\n`);
};

/** The same for programs. */
export const cancelReportJson = ({
  sweep,
  stopped,
  neverStarted,
  notAgain,
  endedMeanwhile,
  endedBefore,
  lost,
  going,
  trouble,
}: CancelReport) => ({
  sweep,
  cancelled: [...stopped, ...neverStarted].sort((a, b) => a - b),
  notAgain,
  endedMeanwhile,
  endedBefore,
  lost,
  going,
  ...(trouble !== undefined && { trouble }),
});
