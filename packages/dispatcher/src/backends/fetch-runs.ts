import type { Result } from '@mrunner/core';
import { isKubernetes } from '../cluster/is-cluster.ts';
import type { Host } from '../host/host.ts';
import { fetchFromPods } from '../kubernetes/fetch/fetch-from-pods.ts';
import {
  type FetchedRuns,
  type FetchOptions,
  fetchRuns as fetchFromPlace,
  type RunToFetch,
} from '../slurm/fetch/fetch-runs.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/**
 * Fetches whole directories of runs from their cluster. Files come into their places only when all of a part has arrived. What is newer
 * here than there is left alone.
 */
export const fetchRuns = (
  host: Host,
  sweep: Sweep,
  runs: readonly RunToFetch[],
  options: Omit<FetchOptions, 'source'> = {},
): Promise<Result<FetchedRuns>> =>
  isKubernetes(sweep)
    ? fetchFromPods(host, sweep, (source) =>
        fetchFromPlace(host, sweep, runs, { ...options, source }),
      )
    : fetchFromPlace(host, sweep, runs, options);
