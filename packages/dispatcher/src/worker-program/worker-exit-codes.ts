/**
 * What a worker that works through records of a pack exits with when it is not the code of a run: of the last run that
 * failed, so that a scheduler sees failures. 0 when all of its records ran and ended with 0.
 */
export const workerExitCodes = {
  /** It was called with wrong arguments. */
  usage: 64,
  /** The pack or its index is missing or torn: nothing was started. */
  torn: 66,
  /** A claim or a record could not be written: that run was not started. */
  unclaimed: 73,
  /** It was stopped or warned before all of its records were started. */
  unfinished: 75,
  /** An attempt had been claimed before, by whoever started it: it was not started again. */
  refused: 77,
} as const;
