/** What the exit code of `mrun` means. `debug` and `logs --exit-code` give the run's own instead. */
export const exitCode = {
  /** All succeeded. */
  ok: 0,
  /** Some run did not succeed. */
  failed: 1,
  /** Usage, spec or config. */
  usage: 2,
  /** A scheduler or host could not be reached. */
  unreachable: 3,
  /** A bug in mrunner. */
  bug: 4,
  interrupted: 130,
} as const;
