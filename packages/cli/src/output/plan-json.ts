import { type PlannedRun, publicValue } from '@mrunner/core';

/** A planned run as `mrun plan --json` shows it. */
export const plannedRunJson = (run: PlannedRun): object => ({
  index: run.index,
  context: run.context,
  project: run.project,
  name: run.name,
  parameters: publicValue(run.parameters),
  tags: run.tags,
  command: run.command,
  env: {
    ...run.contextEnv,
    ...(run.pythonPath.length > 0 && { PYTHONPATH: run.pythonPath.join(':') }),
    ...run.env,
  },
  cwd: run.cwd,
  files: run.files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
});
