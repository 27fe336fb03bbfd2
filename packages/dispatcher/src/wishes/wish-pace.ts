import type { UpdatedOptions } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { writeWish } from './write-wish.ts';

/** Asks the launcher at work to start nothing more, to wait for what runs, and to leave. Without one nothing changes. */
export const wishPause = (host: Host, sweep: Sweep): void =>
  writeWish(host, sweep, { event: 'pause' });

/** Takes a pause back. A launcher that has left already needs to be followed by another one. */
export const wishGoOn = (host: Host, sweep: Sweep): void =>
  writeWish(host, sweep, { event: 'go-on' });

/** So many runs at a time, or these GPUs, from now on: for the launcher at work, and for those to come. */
export const wishUpdate = (host: Host, sweep: Sweep, options: UpdatedOptions): void =>
  writeWish(host, sweep, { event: 'update', ...options });
