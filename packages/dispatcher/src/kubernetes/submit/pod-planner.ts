import { planRun, type SweepRecord, workDirectory } from '@mrunner/core';
import { podCodeRoot, podPaths } from '@mrunner/core/kubernetes';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';

/** Plans runs with the paths of their containers. */
export function podPlanner(record: SweepRecord): RunPlanner {
  const frame = { ...record, home: workDirectory(record) };
  const contexts = new Map(record.contexts.map((context) => [context.name, context]));
  return {
    plan: (recorded, attempt, { resources, code } = {}) => {
      const context = contexts.get(recorded.context);
      if (context === undefined) throw new Error('Internal error: a run without a context');
      const state = code === undefined ? record.code : { ...record.code, hash: code };
      return planRun(frame, recorded, attempt, podCodeRoot(context, state), resources);
    },
    pythonDirectories: [podPaths.python],
  };
}
