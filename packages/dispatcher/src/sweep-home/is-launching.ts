import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { lockHolder } from './lock.ts';

type Asks = Pick<Host, 'files' | 'processes' | 'machine'>;

/** Whether somebody may be at work who starts or submits runs of a sweep: one that can't be asked may be. */
export function isLaunching(host: Asks, home: string): boolean {
  const holder = lockHolder(host, home);
  return holder !== undefined && livenessOf(host, holder) !== 'gone';
}
