import { mainContext } from '@mrunner/core';
import type { Pod } from '@mrunner/core/kubernetes';
import {
  isRecent,
  over,
  type Refreshed,
  tellOf,
  unheard as unheardWish,
} from '../../cluster/look/refreshed.ts';
import {
  readSchedulerView,
  type SchedulerView,
  unanswered,
  writeSchedulerView,
} from '../../cluster/look/scheduler-file.ts';
import { errorCode } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import { diskText } from '../../sweep-home/disk-text.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { carryOutWishes } from '../steer/carry-out-wishes.ts';
import { hasMore, lookAround } from './look-around.ts';

export interface RefreshKubernetesOptions {
  /** Asks though somebody asked a moment ago. */
  readonly force?: boolean;
  /** For those who ask it anyway. */
  readonly api?: KubeApi;
  /** Pods that were deleted, as they were last, for those who watch; may grow meanwhile. */
  readonly gone?: readonly Pod[];
}

/** Milliseconds before which an API server, which is made for many questions, is not asked again. */
const politePause = 2000;

/** See `refreshSweep`. */
export async function refreshKubernetes(
  host: Host,
  sweep: Sweep,
  options: RefreshKubernetesOptions = {},
): Promise<Refreshed> {
  const { home, record } = sweep;
  const view = readSchedulerView(host, home) ?? { askedAt: 0, tasks: [], missed: [] };
  let api = options.api;
  try {
    if (!hasMore(host, sweep)) return tellOf({ ...view, ...over });
    if (isRecent(host, view, politePause) && !options.force) return tellOf(view);
    if (api === undefined) {
      const opened = await kubeApi(host, mainContext(record));
      if (!opened.ok) {
        const trouble = opened.problems.map(({ message }) => message).join('; ');
        return tellOf(remembered(host, home, view, { trouble, isUnreached: true }));
      }
      api = opened.value;
    }
    const before = options.gone ?? [];
    const carried = await carryOutWishes(host, sweep, api, view, before);
    const gone = carried.gone?.length ? [...before, ...carried.gone] : before;
    const seen =
      carried.trouble === undefined
        ? await lookAround(host, sweep, api, view, gone)
        : unanswered(view, { askedAt: host.clock.now(), ...unheardWish(carried) });
    writeSchedulerView(host, home, seen);
    const lacks = (seen.toldLacks ?? []).filter((text) => view.toldLacks?.includes(text) !== true);
    return {
      ...tellOf(seen),
      ...(lacks.length > 0 && { lacks: lacks.join('; ') }),
      ...(carried.refused !== undefined && { refused: carried.refused }),
    };
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === '') throw error;
    return { ...tellOf(view), trouble: diskText(host, home, error) };
  } finally {
    if (options.api === undefined) api?.close();
  }
}

function remembered(
  host: Host,
  home: string,
  view: SchedulerView,
  trouble: Pick<SchedulerView, 'trouble' | 'isUnreached'>,
): SchedulerView {
  const seen = unanswered(view, { askedAt: host.clock.now(), ...trouble });
  writeSchedulerView(host, home, seen);
  return seen;
}
