import { shellQuote, sweepFileNames } from '@mrunner/core';
import { type EnvironmentLine, environmentText } from '../../environment/environment-line.ts';

/** What a record of the environment of tasks is made for; what else it says, the task knows. */
export interface TaskEnvironment extends Pick<EnvironmentLine, 'directory' | 'program'> {
  /** Name of the context in names of files. */
  readonly contextFile: string;
}

/** Half seconds that a task waits with its end for the record that it makes: its processes end with it. */
const patience = 20;

/**
 * Functions that make the record of the environment, in one task of all that one process submitted in a context.
 *
 * @param work the work directory of the sweep
 */
export function environmentFunctions(
  work: string,
  context: string,
  { contextFile, ...of }: TaskEnvironment,
): string {
  const directory = `${work}/${sweepFileNames.environments}`;
  const line = environmentText({
    ...of,
    context,
    file: '"$mrunner_environment"',
    slot: '"$mrunner_name"',
  });
  return `mrunner_record_environment() {
  mrunner_environment=${shellQuote(`${directory}/`)}\${mrunner_token%-*}${shellQuote(`.${contextFile}.json`)}
  if [ "$mrunner_failed" != 0 ] || [ -e "$mrunner_environment.begun" ] || [ ! -d ${shellQuote(directory)} ] || ! (set -C && command true >"$mrunner_environment.begun") 2>/dev/null; then
    mrunner_environment=
    return
  fi
  ${line}
}
mrunner_await_environment() {
  mrunner_tick=0
  while [ "$mrunner_environment" ] && [ ! "$mrunner_asked" ] && [ ! -e "$mrunner_environment" ] && [ "$mrunner_tick" -lt ${patience} ]; do
    mrunner_tick=$((mrunner_tick + 1))
    command sleep 0.5 2>/dev/null || command sleep 1
  done
}`;
}
