import { mainContext, type Result, workDirectory } from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import { localPlace } from '../../place/local-place.ts';
import type { Place } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { kubeApi } from '../api/open-api.ts';
import { podPlace } from '../place/pod-place.ts';

/** Where the directories of runs are, and the sweep's directory there. */
export interface FetchSource {
  readonly place: Place;
  readonly directory: string;
}

/**
 * Has the directories of runs fetched: from the volume of their context, through a pod; without one, what came home while they
 * went on is all that there is.
 */
export async function fetchFromPods<T>(
  host: Host,
  sweep: Sweep,
  bring: (source: FetchSource) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { record, home } = sweep;
  const context = mainContext(record);
  if (kubeSettings(context).pvc === undefined) {
    const place = localPlace(host);
    try {
      return await bring({ place, directory: home });
    } finally {
      place.close();
    }
  }
  const opened = await kubeApi(host, context);
  if (!opened.ok) return opened;
  const api = opened.value;
  const place = podPlace(host, api, context);
  try {
    return await bring({ place, directory: workDirectory(record) });
  } finally {
    place.close();
    await place.remove();
    api.close();
  }
}
