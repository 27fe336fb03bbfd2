import { type EnvironmentRecord, readEnvironment } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { SeenRun } from './seen-run.ts';

/** In what the newest attempt of a run was; undefined when nobody recorded it, or not yet. */
export const runEnvironment = (
  { host }: Pick<Cli, 'host'>,
  { sweep, recorded, status }: Pick<SeenRun, 'sweep' | 'recorded' | 'status'>,
): EnvironmentRecord | undefined => {
  const { slots = [] } = status.state === 'planned' ? (status.attempts.at(-1) ?? status) : status;
  return readEnvironment(host, sweep.home, slots, recorded.context);
};
