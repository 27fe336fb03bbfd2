/** Names of the files in a run's directory. Written by the launcher, the worker and the training script. */
export const runFileNames = {
  neptune: 'neptune.yaml',
  neptuneContext: 'context.json',
  metrics: 'metrics.jsonl',
  result: 'result.json',
  log: (attempt: number): string => `log.${attempt}`,
} as const;

/** Exit codes that mean more than success or failure. */
export const exitCodes = {
  /** Wrong set-up, or parameters that the schema refuses. */
  usage: 2,
  /** "Interrupted and saved: start me again", from any program. */
  interrupted: 85,
} as const;

/** The environment variables by which a started process learns who it is and where its files are. */
export const runVariables = {
  underNeptune: 'MRUNNER_UNDER_NEPTUNE',
  resourceDir: 'RESOURCE_DIR_PATH',
  experimentDir: 'MRUNNER_EXP_DIR_PATH',
  neptunePath: 'MRUNNER_NEPTUNE_PATH',
  neptuneContext: 'MRUNNER_NEPTUNE_CONTEXT',
  sweepId: 'MRUNNER_SWEEP_ID',
  runId: 'MRUNNER_RUN_ID',
  runIndex: 'MRUNNER_RUN_INDEX',
  attempt: 'MRUNNER_ATTEMPT',
  compositeId: 'MRUNNER_COMPOSITE_ID',
  compositeMember: 'MRUNNER_COMPOSITE_MEMBER',
  compositeDir: 'MRUNNER_COMPOSITE_DIR',
  debug: 'PMILOS_DEBUG',
  debugAlias: 'MRUNNER_DEBUG',
  oldExperimentId: 'EXPERIMENT_ID',
  oldStorageUrl: 'STORAGE_URL',
} as const;
