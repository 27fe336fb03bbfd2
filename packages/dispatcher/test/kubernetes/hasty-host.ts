import type { Host } from '../../src/host/host.ts';

/** A host for whom time to wait passes so many times faster: bounds of minutes are there in seconds. */
export const hastyHost = (host: Host, times: number): Host => ({
  ...host,
  clock: {
    ...host.clock,
    after: (milliseconds, callback) => host.clock.after(milliseconds / times, callback),
  },
});
