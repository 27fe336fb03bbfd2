import {
  type Context,
  ok,
  type PlannedRun,
  type Result,
  shellQuote,
  threadVariables,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { withNode, writeRunFiles } from '../launch/prepare-run.ts';
import { inheritedEnv } from '../local/inherited-env.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { privateValues, secretValues } from '../local/worker-env.ts';
import { pythonPathText } from '../worker-program/python-path.ts';

/** A run that a person wants to watch, on this terminal. */
export interface ForegroundRun {
  readonly planned: PlannedRun;
  readonly context: Context;
  /** Of the submission, or of this terminal. */
  readonly searchPath: string;
  readonly nodePath?: string;
  /** Instead of the planned one, such as with a debugger. */
  readonly command?: readonly string[];
  /** Over everything else. */
  readonly env?: { readonly [name: string]: string };
  readonly secrets?: { readonly [name: string]: string };
}

/**
 * Writes a run's files and runs its command on this terminal, with the environment it would have had from a worker.
 * Nothing is recorded. Answers the shell's code, 128 + n for signal n.
 */
export async function runInForeground(host: Host, run: ForegroundRun): Promise<Result<number>> {
  const { planned, context, secrets = {} } = run;
  const values = privateValues(host, context, secrets);
  if (!values.ok) return values;
  const own = secretValues(host, planned.secrets, secrets);
  if (!own.ok) return own;
  host.files.makeDirectories(planned.directory);
  writeRunFiles(host, planned);
  const command = withNode({ ...planned, command: run.command ?? planned.command }, run.nodePath);
  const inherited = {
    // Below everything, as a worker sets them only where nobody else did.
    ...threadVariables(planned.resources),
    ...inheritedEnv(host.env, run.searchPath),
    ...planned.contextEnv,
  };
  const env = { ...inherited, ...values.value, ...own.value };
  const last = { ...planned.env, ...run.env };
  const { once, each } = setUpSteps(context);
  const pythonPath = pythonPathText(
    { first: planned.pythonPath, last: host.machine.pythonDirectories },
    last.PYTHONPATH,
  );
  const code = await host.processes.foreground(
    withSetUp([...once, ...each], last, pythonPath, command),
    { cwd: planned.cwd, env },
  );
  return ok(code);
}

/** What the experiment sets comes over what the set-up changed, so `env` sets it after the set-up. */
function withSetUp(
  steps: readonly string[],
  env: { readonly [name: string]: string },
  pythonPath: string | undefined,
  command: readonly string[],
): readonly string[] {
  const script = [
    ...steps.map((step) => `eval ${shellQuote(step)} || exit`),
    ...(pythonPath === undefined ? [] : [`export PYTHONPATH=${pythonPath}`]),
    'exec "$@"',
  ].join('\n');
  const assignments = Object.entries(env)
    .filter(([name]) => name !== 'PYTHONPATH' || pythonPath === undefined)
    .map(([name, value]) => `${name}=${value}`);
  return ['/bin/sh', '-c', script, 'sh', 'env', ...assignments, ...command];
}
