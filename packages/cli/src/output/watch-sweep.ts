import {
  isCluster,
  type Refreshed,
  type Sweep,
  type SweepStatus,
  waitForSweep,
  watchCluster,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { ageLine } from '../look/age-line.ts';
import { coloursFor } from './colours.ts';
import { clockText } from './durations.ts';
import { createLiveText } from './live-text.ts';
import { countsText } from './state-text.ts';
import { statusHead } from './status-view.ts';

/** What a sweep was like when nothing was to be awaited any more. */
export interface Watched {
  readonly status: SweepStatus;
  readonly interrupted: boolean;
  /** How old that was, of a sweep on a cluster. */
  readonly refreshed: Refreshed;
}

/** Makes the text of what is known. */
export type SweepView = (status: SweepStatus, refreshed: Refreshed) => string;

type Observe = (status: SweepStatus, refreshed?: Refreshed) => void;

/**
 * Waits for the end of a sweep, or for Ctrl-C, and shows it meanwhile: on a terminal as a view that is drawn again in
 * place, elsewhere as a line whenever the counts change.
 *
 */
export const watchSweep = (cli: Cli, sweep: Sweep, view: SweepView): Promise<Watched> =>
  observed(cli, sweep, observer(cli, sweep, view));

/**
 * The same, and shows nothing.
 *
 * @param tell is told when what is known begins to be old, or for another reason than before
 */
export const awaitSweep = (
  cli: Cli,
  sweep: Sweep,
  tell: (refreshed: Refreshed) => void,
): Promise<Watched> => {
  let told: string | undefined;
  return observed(cli, sweep, (_, refreshed = {}) => {
    if (refreshed.trouble !== undefined && refreshed.trouble !== told) tell(refreshed);
    told = refreshed.trouble;
  });
};

const observed = async (cli: Cli, sweep: Sweep, observe: Observe): Promise<Watched> => {
  const stop = new AbortController();
  const forget = cli.onInterrupt(() => stop.abort());
  const options = { signal: stop.signal, observe };
  const { status, refreshed } = isCluster(sweep)
    ? await watchCluster(cli.host, sweep, options)
    : { status: await waitForSweep(cli.host, sweep, options), refreshed: {} };
  forget();
  observe(status, refreshed);
  return { status, interrupted: stop.signal.aborted, refreshed };
};

const observer = (cli: Cli, sweep: Sweep, view: SweepView): Observe => {
  if (cli.stdout.isTerminal) {
    const live = createLiveText(cli.stdout);
    return (status, refreshed = {}) => live.show(view(status, refreshed));
  }
  let before: string | undefined;
  let ageBefore: string | undefined;
  return (status, refreshed = {}) => {
    if (before === undefined) cli.stdout.write(`${statusHead(cli, sweep, status)}\n`);
    const counts = countsText(status.counts, coloursFor(cli.stdout, cli.env));
    if (counts !== before) cli.stdout.write(`  ${clockText(cli.host.clock.now())}  ${counts}\n`);
    before = counts;
    const age = ageLine(cli, sweep, refreshed);
    if (age !== undefined && refreshed.trouble !== ageBefore) cli.stdout.write(`  ${age}\n`);
    ageBefore = refreshed.trouble;
  };
};
