import { isRecent, over, type Refreshed, tellOf, unheard } from '../../cluster/look/refreshed.ts';
import {
  readSchedulerView,
  unanswered,
  writeSchedulerView,
} from '../../cluster/look/scheduler-file.ts';
import { errorCode } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { carryOutWishes } from '../steer/carry-out-wishes.ts';
import type { Patience } from './judge-tasks.ts';
import { lookAround, openLook } from './look-around.ts';

export interface RefreshOptions {
  /** Asks though somebody asked a moment ago. */
  readonly force?: boolean;
  /** Where the cluster is, for those who go there anyway. */
  readonly place?: Place;
  /** Of tests, which can't wait. */
  readonly patience?: Patience;
}

/**
 * Brings the home of a sweep on a cluster up to date: carries out what somebody wished, asks the scheduler once, fetches what workers recorded, and what came
 * out of runs. What could not be found out changes nothing. Does nothing for other sweeps, for those that are over, and
 * when somebody asked a moment ago.
 */
export async function refreshSweep(
  host: Host,
  sweep: Sweep,
  options: RefreshOptions = {},
): Promise<Refreshed> {
  const [context] = sweep.record.contexts;
  if (context?.backend !== 'slurm') return {};
  const view = readSchedulerView(host, sweep.home) ?? { askedAt: 0, tasks: [], missed: [] };
  try {
    const look = openLook(host, sweep, view);
    if (look === undefined) return tellOf({ ...view, ...over });
    if (isRecent(host, view) && !options.force) return tellOf(view);
    const place = options.place ?? placeOf(host, context);
    try {
      const carried = await carryOutWishes(host, sweep, place);
      // Whoever does not hear of a wish does not answer either.
      const seen =
        carried.trouble === undefined
          ? await lookAround(host, sweep, place, look, options.patience)
          : unanswered(view, { askedAt: host.clock.now(), ...unheard(carried) });
      writeSchedulerView(host, sweep.home, seen);
      return {
        ...tellOf(seen),
        ...(carried.refused !== undefined && { refused: carried.refused }),
      };
    } finally {
      if (options.place === undefined) place.close();
    }
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === '') throw error;
    return { ...tellOf(view), trouble: diskText(host, sweep.home, error) };
  }
}
