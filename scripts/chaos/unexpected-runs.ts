import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import type { ChaosRun } from './chaos-plan.ts';

/** A run that is not as its spec determines. */
export interface UnexpectedRun {
  readonly index: number;
  readonly state: string;
  readonly exitCode: number | null;
  readonly expected: string;
}

type Planned = { readonly runs: readonly ChaosRun[] };

export function unexpectedRuns({ runs }: Planned, sweep: Sweep): readonly UnexpectedRun[] {
  const { of } = sweep.status();
  return runs.flatMap(({ code }, index) => {
    const { state, exitCode } = of(index);
    const expected = code === 3 ? 'failed' : 'succeeded';
    const isRight = state === expected && exitCode === (code === 3 ? 3 : 0);
    return isRight ? [] : [{ index, state, exitCode, expected }];
  });
}

/** The same in words. */
export const unexpectedTexts = (plan: Planned, sweep: Sweep): readonly string[] =>
  unexpectedRuns(plan, sweep).map(
    ({ index, state, exitCode, expected }) =>
      `run ${index} is ${state} (exit code ${exitCode}), and should be ${expected}`,
  );
