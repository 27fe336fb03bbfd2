import { type Context, type PlannedRun, runFileNames, threadVariables } from '@mrunner/core';
import { isOrdinaryName } from '../worker-program/variable-names.ts';
import { anyAttempt } from './any-attempt.ts';
import type { PackedRun } from './pack-record.ts';

/**
 * A run for a pack, beginning with the attempt given; its record is good for all later ones. Where paths differ on the
 * other side, plan it with a frame whose `home` and `projectDirectory` are those of the other side (`planRun`): then its
 * variables, words and files name what is there.
 *
 * @param plan what is planned for an attempt of it
 * @param pythonDirectories where mrunner's own Python lies there (see `ownPythonFiles`)
 */
export function packedRun(
  plan: (attempt: number) => PlannedRun,
  attempt: number,
  context: Context,
  pythonDirectories: readonly string[],
): PackedRun {
  const [planned, next] = [plan(1), plan(2)];
  const { directory, restoreFrom } = planned;
  const log = (number: number): string => `${directory}/${runFileNames.log(number)}`;
  return {
    id: planned.id,
    index: planned.index,
    attempt,
    directory,
    log: anyAttempt(log(1), log(2)),
    cwd: planned.cwd,
    command: planned.command.map((word, at) => anyAttempt(word, next.command[at] ?? word)),
    defaults: threadVariables(planned.resources),
    env: Object.fromEntries(
      Object.entries(planned.env).map(([name, value]) => [
        name,
        anyAttempt(value, next.env[name] ?? value),
      ]),
    ),
    secrets: planned.secrets,
    pythonPath: { first: planned.pythonPath, last: pythonDirectories },
    passedOn: Object.fromEntries(
      Object.entries(planned.contextEnv).filter(([name]) => !isOrdinaryName(name)),
    ),
    isolate: context.isolate,
    files: planned.files,
    ...(restoreFrom !== undefined && { restoreFrom }),
  };
}
