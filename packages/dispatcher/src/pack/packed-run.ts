import { type Context, type PlannedRun, runFileNames } from '@mrunner/core';
import { isOrdinaryName } from '../worker-program/variable-names.ts';
import type { PackedRun } from './pack-record.ts';

/**
 * A planned run for a pack. Where paths differ on the other side, plan it with a frame whose `home` and
 * `projectDirectory` are those of the other side (`planRun`): then its variables, words and files name what is there.
 *
 * @param pythonDirectories where mrunner's own Python lies there (see `ownPythonFiles`)
 */
export const packedRun = (
  planned: PlannedRun,
  context: Context,
  pythonDirectories: readonly string[],
): PackedRun => ({
  id: planned.id,
  index: planned.index,
  attempt: planned.attempt,
  directory: planned.directory,
  log: `${planned.directory}/${runFileNames.log(planned.attempt)}`,
  cwd: planned.cwd,
  command: planned.command,
  env: planned.env,
  secrets: planned.secrets,
  pythonPath: { first: planned.pythonPath, last: pythonDirectories },
  passedOn: Object.fromEntries(
    Object.entries(planned.contextEnv).filter(([name]) => !isOrdinaryName(name)),
  ),
  isolate: context.isolate,
  files: planned.files,
});
