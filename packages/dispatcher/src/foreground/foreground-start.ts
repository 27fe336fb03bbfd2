import { type PlannedRun, threadVariables } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { withNode } from '../launch/prepare-run.ts';
import { inheritedEnv } from '../local/inherited-env.ts';
import { pythonPathText } from '../worker-program/python-path.ts';

/** A run that is started without a worker. */
export interface ForegroundStart {
  readonly planned: PlannedRun;
  /** Of the submission, or of this terminal. */
  readonly searchPath: string;
  readonly nodePath?: string;
  /** Instead of the planned one, such as with a debugger. */
  readonly command?: readonly string[];
  /** Over everything else. */
  readonly env?: { readonly [name: string]: string };
}

/**
 * What to start, and with which environment, so that a run finds what a worker would have given it.
 *
 * @param steps lines of shell text that come before it
 * @param values of dotenv files and secrets
 */
export function foregroundStart(
  host: Pick<Host, 'env' | 'machine'>,
  run: ForegroundStart,
  steps: readonly string[],
  values: { readonly [name: string]: string },
): {
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
} {
  const { planned } = run;
  const command = withNode({ ...planned, command: run.command ?? planned.command }, run.nodePath);
  const env = {
    // Below everything, as a worker sets them only where nobody else did.
    ...threadVariables(planned.resources),
    ...inheritedEnv(host.env, run.searchPath),
    ...planned.contextEnv,
    ...values,
  };
  const last = { ...planned.env, ...run.env };
  const pythonPath = pythonPathText(
    { first: planned.pythonPath, last: host.machine.pythonDirectories },
    last.PYTHONPATH,
  );
  return { command: withSetUp(steps, last, pythonPath, command), env };
}

/** What the experiment sets comes over what the set-up changed, so `env` sets it after the set-up. */
function withSetUp(
  steps: readonly string[],
  env: { readonly [name: string]: string },
  pythonPath: string | undefined,
  command: readonly string[],
): readonly string[] {
  const script = [
    ...steps,
    ...(pythonPath === undefined ? [] : [`export PYTHONPATH=${pythonPath}`]),
    'exec "$@"',
  ].join('\n');
  const assignments = Object.entries(env)
    .filter(([name]) => name !== 'PYTHONPATH' || pythonPath === undefined)
    .map(([name, value]) => `${name}=${value}`);
  return ['/bin/sh', '-c', script, 'sh', 'env', ...assignments, ...command];
}
