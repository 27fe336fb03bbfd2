import type { PlannedRun, RecordedExperiment, RunStatus } from '@mrunner/core';

/** Plans attempts with the paths of the place where they run. */
export interface RunPlanner {
  readonly plan: (
    recorded: RecordedExperiment,
    attempt: number,
    overrides: RunStatus['overrides'],
  ) => PlannedRun;
  /** Where mrunner's own Python lies there. */
  readonly pythonDirectories: readonly string[];
}
