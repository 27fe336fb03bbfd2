import { sweepId } from '@mrunner/core';
import type { Cli } from '../cli.ts';

/** An id for a sweep that is made now. */
export const newSweepId = ({ host }: Pick<Cli, 'host'>): string => {
  const now = new Date(host.clock.now());
  const local = {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
  };
  return sweepId(local, host.random);
};
