import type { Context, PlannedRun } from '@mrunner/core';
import { pythonPathValue } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** What of the surroundings is in a run's environment, as far as it is known. */
export interface EnvSource {
  readonly contexts: readonly Context[];
  /** The PYTHONPATH that a local run inherits, unless its context says another. */
  readonly inherited?: string | undefined;
}

/**
 * The variables that a run gets over those it inherits. Of PYTHONPATH the whole value is shown, unless the run is for
 * another machine: what is there, and where mrunner's own Python will lie, is not known here.
 */
export const shownEnv = (
  cli: Pick<Cli, 'host'>,
  { context: name, contextEnv, env, pythonPath }: PlannedRun,
  { contexts, inherited }: EnvSource,
): { readonly [name: string]: string } => {
  const isHere = contexts.find((context) => context.name === name)?.backend === 'local';
  const said = env.PYTHONPATH ?? contextEnv.PYTHONPATH ?? (isHere ? inherited : undefined);
  const last = isHere ? cli.host.machine.pythonDirectories : [];
  const value = pythonPathValue({ first: pythonPath, last }, said);
  return { ...contextEnv, ...env, ...(value !== '' && { PYTHONPATH: value }) };
};
