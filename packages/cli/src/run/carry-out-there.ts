import { type Refreshed, refreshSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { unreachedText } from '../output/unreached-text.ts';

/** What came of a wish on a cluster. */
export interface CarriedThere {
  /** Why it waits, or was refused, in a sentence for people; undefined when it was carried out. */
  readonly text?: string;
  readonly code: number;
}

/** Has a wish that was written down carried out on the cluster now; one that can't be reached hears of it later. */
export const carryOutThere = async (cli: Pick<Cli, 'host'>, sweep: Sweep): Promise<CarriedThere> =>
  tellOf(sweep, await refreshSweep(cli.host, sweep, { force: true }));

const tellOf = (sweep: Sweep, refreshed: Refreshed): CarriedThere => {
  const unreached = unreachedText(sweep, refreshed);
  if (unreached !== undefined) {
    const later = 'The next mrun command that reaches it carries this out.';
    return { text: `${unreached}.\n  ${later}`, code: exitCode.unreachable };
  }
  const { refused } = refreshed;
  return refused === undefined
    ? { code: exitCode.ok }
    : { text: `refused: ${refused}`, code: exitCode.failed };
};
