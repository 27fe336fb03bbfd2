import { fileURLToPath } from 'node:url';
import type { Result } from '@mrunner/core';
import {
  type BackgroundLauncher,
  type BackgroundOrder,
  launchInBackground,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** Starts a launcher of a sweep that outlives this process, and waits until it is at work or says why not. */
export const startInBackground = (
  { host }: Pick<Cli, 'host'>,
  order: BackgroundOrder,
  signal?: AbortSignal,
): Promise<Result<BackgroundLauncher>> => {
  const program = fileURLToPath(new URL('./background-launcher.js', import.meta.url));
  return launchInBackground(host, order, {
    command: [host.machine.node, program],
    ...(signal !== undefined && { signal }),
  });
};
