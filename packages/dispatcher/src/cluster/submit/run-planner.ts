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
  /** What runs planned so far start from and is on this machine only: by paths relative to the work directory. */
  readonly toSend?: ReadonlyMap<string, string>;
}
