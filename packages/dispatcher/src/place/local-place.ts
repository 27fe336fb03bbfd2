import type { Host } from '../host/host.ts';
import type { Place } from './place.ts';
import { farCommand } from './program-text.ts';
import { shellPlace } from './shell-place.ts';

/** The cluster whose commands are on this machine. */
export const localPlace = (host: Host): Place =>
  shellPlace(host, {
    title: 'this machine',
    isRemote: false,
    reach: async () => (sinks) =>
      host.processes.pipe(['/bin/sh', '-c', farCommand], { cwd: '/', env: host.env, ...sinks }),
    refused: async ({ why }) => ({ kind: 'unreached', text: `/bin/sh: ${why}` }),
    patience: 30_000,
  });
