import { sweepId } from '@mrunner/core';
import { isRegistered } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** More ids than this are not tried: that many sweeps in one minute are no accident. */
const mostTries = 100;

/** An id for a sweep that is made now, which no other sweep of this user has. */
export const newSweepId = ({ host }: Pick<Cli, 'host'>): string => {
  const now = new Date(host.clock.now());
  const local = {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
  };
  let id = sweepId(local, host.random);
  for (let tries = 1; tries < mostTries && isRegistered(host, id); tries++) {
    id = sweepId(local, host.random);
  }
  return id;
};
