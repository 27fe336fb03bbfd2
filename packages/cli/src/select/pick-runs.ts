import { ok, type Result } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { ChosenSweep } from './choose-sweep.ts';
import { runsToLookAt } from './runs-to-look-at.ts';
import { type SeenRun, seenRun } from './seen-run.ts';
import { selectRuns } from './select-runs.ts';

/** The runs of a sweep to show. */
export interface PickedRuns {
  readonly runs: readonly SeenRun[];
  /** How many there would be without a limit. */
  readonly total: number;
  /** Whether they were chosen by name or by a condition. */
  readonly chosen: boolean;
}

/** The runs that a command line asks for, at most `limit`; without a wish, those that need a look first. */
export const pickRuns = (
  cli: Pick<Cli, 'host'>,
  chosen: ChosenSweep,
  { where, limit }: { readonly where: string | undefined; readonly limit: number },
  status: SweepStatus,
): Result<PickedRuns> => {
  const { sweep } = chosen;
  if (where === undefined && chosen.runs === undefined) {
    const runs = runsToLookAt(sweep, status, limit).map((recorded) =>
      seenRun(cli, sweep, recorded, status),
    );
    return ok({ runs, total: sweep.record.count, chosen: false });
  }
  const selected = selectRuns(cli, chosen, where, status);
  if (!selected.ok) return selected;
  return ok({ runs: selected.value.slice(0, limit), total: selected.value.length, chosen: true });
};
