import type { PlannedRun, RecordedExperiment } from '@mrunner/core';

/** Plans attempts with the paths of the place where they run. */
export interface RunPlanner {
  readonly plan: (recorded: RecordedExperiment, attempt: number) => PlannedRun;
  /** Where mrunner's own Python lies there. */
  readonly pythonDirectories: readonly string[];
}
