import { type Sweep, type SweepStatus, waitForSweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { coloursFor } from './colours.ts';
import { clockText } from './durations.ts';
import { createLiveText } from './live-text.ts';
import { countsText } from './state-text.ts';
import { statusHead } from './status-view.ts';

/** What a sweep was like when nothing was to be awaited any more. */
export interface Watched {
  readonly status: SweepStatus;
  readonly interrupted: boolean;
}

/**
 * Waits for the end of a sweep, or for Ctrl-C, and shows it meanwhile: on a terminal as a view that is drawn again in
 * place, elsewhere as a line whenever the counts change.
 *
 * @param view absent: nothing is shown
 */
export const watchSweep = async (
  cli: Cli,
  sweep: Sweep,
  view?: (status: SweepStatus) => string,
): Promise<Watched> => {
  const stop = new AbortController();
  const forget = cli.onInterrupt(() => stop.abort());
  const observe = view === undefined ? undefined : observer(cli, sweep, view);
  const status = await waitForSweep(cli.host, sweep, {
    signal: stop.signal,
    ...(observe !== undefined && { observe }),
  });
  forget();
  observe?.(status);
  return { status, interrupted: stop.signal.aborted };
};

const observer = (
  cli: Cli,
  sweep: Sweep,
  view: (status: SweepStatus) => string,
): ((status: SweepStatus) => void) => {
  if (cli.stdout.isTerminal) {
    const live = createLiveText(cli.stdout);
    return (status) => live.show(view(status));
  }
  let before: string | undefined;
  return (status) => {
    if (before === undefined) cli.stdout.write(`${statusHead(cli, sweep, status)}\n`);
    const counts = countsText(status.counts, coloursFor(cli.stdout, cli.env));
    if (counts !== before) cli.stdout.write(`  ${clockText(cli.host.clock.now())}  ${counts}\n`);
    before = counts;
  };
};
