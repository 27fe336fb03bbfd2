import type { SweepPlan } from '@mrunner/core';
import {
  type IndexedExperiment,
  type PlannedFlags,
  plannedFlags,
  type RecordedExperiment,
} from '@mrunner/core';

/** A script of a plan, as it is started by experiments that differ in their parameters only. */
export interface ProbedScript {
  /** The first experiment that uses it. */
  readonly first: RecordedExperiment;
  readonly planned: PlannedFlags;
}

/** Scripts beyond this number are not asked. */
const mostScripts = 50;

/** Collects the scripts of a plan while its experiments pass by. */
export const probedScripts = (
  plan: SweepPlan,
): { add(indexed: IndexedExperiment): void; seen(): readonly ProbedScript[] } => {
  const found = new Map<
    string,
    { first: RecordedExperiment; flags: ReturnType<typeof plannedFlags> }
  >();
  return {
    add: (indexed) => {
      const recorded = plan.record(indexed);
      const { script, cwd, args, env, pythonPath } = recorded.experiment;
      const key = JSON.stringify([script, cwd, args, env, pythonPath, recorded.context]);
      let known = found.get(key);
      if (known === undefined) {
        if (found.size === mostScripts) return;
        known = { first: recorded, flags: plannedFlags(plan.sweep.words) };
        found.set(key, known);
      }
      known.flags.add(recorded.experiment);
    },
    seen: () => [...found.values()].map(({ first, flags }) => ({ first, planned: flags.seen() })),
  };
};
