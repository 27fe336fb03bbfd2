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
    ...run.env,
    ...(run.pythonPath.length > 0 && { PYTHONPATH: pythonPathOf(run) }),
  },
  cwd: run.cwd,
  files: run.files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
});

/** The entries of the run first, then what the context or the experiment says; what is inherited comes behind that. */
const pythonPathOf = ({ pythonPath, env, contextEnv }: PlannedRun): string => {
  const said = env.PYTHONPATH ?? contextEnv.PYTHONPATH;
  return [...pythonPath, ...(said ? [said] : [])].join(':');
};
