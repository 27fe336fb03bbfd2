import type { Context } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { localPlace } from './local-place.ts';
import type { Place } from './place.ts';

/** Where the cluster of a context is. Nothing is begun before its first program. */
export function placeOf(host: Host, _context: Pick<Context, 'slurm'>): Place {
  return localPlace(host);
}
