import type { Context } from '@mrunner/core';
import { pathWord, setUpSteps } from '../local/set-up-steps.ts';
import { onceFunctions, onceStep } from './once-functions.ts';

/**
 * The set-up of a context as tasks do it, which all see what one of them changes: steps that change it are done by one while the
 * others wait.
 *
 * @param lock see `onceStep`; undefined: nobody else sees it
 */
export function stepsInTurn(context: Context, lock: string | undefined): readonly string[] {
  const { once, each, modules } = setUpSteps(context);
  const making = once.length === 0 || lock === undefined ? once : [onceStep(once, lock)];
  return [...modules, ...making, ...each.slice(modules.length)];
}

/**
 * What whoever changes the environment of a context holds, as a word for a shell.
 *
 * @param elsewhere names it where the context has no environment of its own
 */
export const lockOf = ({ setup: { venv } }: Context, elsewhere: string): string =>
  pathWord(`${venv ?? elsewhere}.mrunner-lock`);

/**
 * A step that comes first where no task does `stepsInTurn`, but somebody who has to have done them before there are any.
 *
 * @param directory as a word for a shell, of its own
 */
export const alone = (
  directory: string,
): string => `mrunner_batch=${directory} mrunner_asked= mrunner_name="$(uname -n)-$$" mrunner_self=$$
mrunner_stop_clocks() { kill "$mrunner_clocks" 2>/dev/null; }
${onceFunctions}`;
