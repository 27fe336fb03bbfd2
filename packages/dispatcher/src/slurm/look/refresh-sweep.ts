import { errorCode } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { isCluster } from '../is-cluster.ts';
import { type Carried, carryOutWishes } from '../steer/carry-out-wishes.ts';
import type { Patience } from './judge-tasks.ts';
import { lookAround, openLook } from './look-around.ts';
import {
  readSchedulerView,
  type SchedulerView,
  unanswered,
  writeSchedulerView,
} from './scheduler-file.ts';

export interface RefreshOptions {
  /** Asks though somebody asked a moment ago. */
  readonly force?: boolean;
  /** Where the cluster is, for those who go there anyway. */
  readonly place?: Place;
  /** Of tests, which can't wait. */
  readonly patience?: Patience;
}

/** How old what is known of a sweep is. */
export interface Refreshed {
  /** When its scheduler answered last, in milliseconds since the epoch; absent for sweeps without one, and when it never did. */
  readonly asOf?: number;
  /** Why nothing newer is known, in words. */
  readonly trouble?: string;
  /** The cluster asks for a password: `mrun login CONTEXT`. */
  readonly wantsLogin?: true;
  /** The sweep's directory there, when somebody removed it, or files of it, while runs go on. */
  readonly gone?: string;
  /** What it does not want to do of what somebody wished, in its words. */
  readonly refused?: string;
}

/** The scheduler is not asked again before. */
const politePause = 10_000;

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
  if (context === undefined || !isCluster(sweep)) return {};
  const view = readSchedulerView(host, sweep.home) ?? { askedAt: 0, tasks: [], missed: [] };
  try {
    const look = openLook(host, sweep, view);
    if (look === undefined) return tellOf({ ...view, ...over });
    const sinceAsked = host.clock.now() - view.askedAt;
    const isRecent = sinceAsked >= 0 && sinceAsked < politePause && !view.isUnreached;
    if (isRecent && !options.force) return tellOf(view);
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

/** Nothing newer will ever be known: earlier troubles do not matter. */
const over = { trouble: undefined, wantsLogin: undefined, gone: undefined };

const unheard = ({
  trouble,
  wantsLogin,
}: Carried): Pick<SchedulerView, 'trouble' | 'wantsLogin' | 'isUnreached'> => ({
  ...(trouble !== undefined && { trouble }),
  ...(wantsLogin && { wantsLogin, isUnreached: true }),
});

const tellOf = ({
  asOf,
  trouble,
  wantsLogin,
  gone,
}: { readonly [K in keyof Refreshed]: Refreshed[K] | undefined }): Refreshed => ({
  ...(asOf !== undefined && { asOf }),
  ...(trouble !== undefined && { trouble }),
  ...(wantsLogin && { wantsLogin }),
  ...(gone !== undefined && { gone }),
});
