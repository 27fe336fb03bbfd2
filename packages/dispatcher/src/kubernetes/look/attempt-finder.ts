import type { SweepFacts } from '@mrunner/core';
import type { Known } from './judgement.ts';

/** Tells what is recorded of attempts. */
export function attemptFinder({ runs, plain }: SweepFacts): Known['attempt'] {
  return (run, attempt) => {
    if (attempt === 1 && plain?.get(run) !== undefined) {
      return { started: true, ended: true, asked: false };
    }
    const known = runs.get(run)?.find((each) => each.attempt === attempt);
    return {
      started: known?.started ?? false,
      ended: known?.exitCode !== undefined,
      asked: known?.asked ?? false,
    };
  };
}
