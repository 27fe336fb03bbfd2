import type { Context } from '../contexts/context.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { runVariables } from '../sweep/run-files.ts';
import type { PlannedRun } from './planned-run.ts';

/** What the variables of a run are made of. */
export interface RunIdentity {
  readonly sweepId: string;
  readonly id: string;
  readonly index: number;
  readonly attempt: number;
  readonly directory: string;
  readonly neptunePath: string;
  readonly neptuneContextPath: string;
  readonly storageDir: string;
  readonly composite: PlannedRun['composite'];
}

/** The experiment's own variables, below those by which the process learns who it is and where its files are. */
export const runEnvironment = (
  experiment: Experiment,
  context: Context,
  run: RunIdentity,
): { [name: string]: string } => ({
  ...experiment.env,
  [runVariables.underNeptune]: context.neptune ? '1' : '0',
  [runVariables.resourceDir]: run.directory,
  [runVariables.experimentDir]: run.directory,
  [runVariables.neptunePath]: run.neptunePath,
  ...(context.neptune && { [runVariables.neptuneContext]: run.neptuneContextPath }),
  [runVariables.sweepId]: run.sweepId,
  [runVariables.runId]: run.id,
  [runVariables.runIndex]: String(run.index),
  [runVariables.attempt]: String(run.attempt),
  ...(run.composite !== undefined && {
    [runVariables.compositeId]: run.composite.id,
    [runVariables.compositeMember]: run.composite.member,
    [runVariables.compositeDir]: run.composite.directory,
  }),
  [runVariables.oldExperimentId]: run.id,
  [runVariables.oldStorageUrl]: run.storageDir,
  ...(context.backend === 'slurm' && slurmVariables(context)),
});

/** The names by which old scripts on PLGrid find the cluster. */
const slurmVariables = (context: Context): { [name: string]: string } => {
  const { slurm_url: given, user_id: known } = context.slurm;
  const url = typeof given === 'string' ? given : '';
  const at = url.lastIndexOf('@');
  const user = at > 0 ? url.slice(0, at) : known;
  return {
    ...(typeof user === 'string' && { PLGRID_USERNAME: user }),
    ...(url !== '' && { PLGRID_HOST: url.slice(at + 1) }),
    MRUNNER_SCRATCH_SPACE: context.storageDir,
  };
};
