import type { Context } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type SshPlaceOptions, sshPlace } from '../ssh/ssh-place.ts';
import { sshTarget } from '../ssh/ssh-target.ts';
import { localPlace } from './local-place.ts';
import type { Place } from './place.ts';

/** Where the cluster of a context is. Nothing is begun before its first program. */
export function placeOf(
  host: Host,
  context: Pick<Context, 'slurm'>,
  options: SshPlaceOptions = {},
): Place {
  const target = sshTarget(context);
  return target === undefined ? localPlace(host) : sshPlace(host, target, options);
}
