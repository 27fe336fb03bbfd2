import { type Context, ok, type PlannedRun, type Result, shellQuote } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { writeRunFiles } from '../launch/prepare-run.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { privateValues, secretValues } from '../local/worker-env.ts';
import { type ForegroundStart, foregroundStart } from './foreground-start.ts';

/** A run that a person wants to watch, on this terminal. */
export interface ForegroundRun extends ForegroundStart {
  readonly planned: PlannedRun;
  readonly context: Context;
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
  const { once, each } = setUpSteps(context);
  const steps = [...once, ...each].map((step) => `eval ${shellQuote(step)} || exit`);
  const { command, env } = foregroundStart(host, run, steps, { ...values.value, ...own.value });
  return ok(await host.processes.foreground(command, { cwd: planned.cwd, env }));
}
