import { lockHolder, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** The process that launches a sweep, for sentences: `process 4711`, `process 4711 on otherhost`. */
export const launcherName = ({ host }: Pick<Cli, 'host'>, { home }: Sweep): string => {
  const holder = lockHolder(host, home);
  if (holder === undefined) return 'another process';
  const where = holder.host === host.machine.host ? '' : ` on ${holder.host}`;
  return `process ${holder.pid}${where}`;
};
