import { isHere, mainContext } from '@mrunner/core';
import { farPlanner, ownPython } from '../cluster/code/far-trees.ts';
import type { RunPlanner } from '../cluster/submit/run-planner.ts';
import type { Host } from '../host/host.ts';
import { podPlanner } from '../kubernetes/submit/pod-planner.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** Plans runs of a sweep with the paths of where they run: of this machine, of its cluster, of their containers. */
export const planWhereItRuns = (host: Host, sweep: Sweep): RunPlanner['plan'] => {
  const { record } = sweep;
  if (record.contexts.every(isHere)) return sweep.plan;
  return mainContext(record).backend === 'kubernetes'
    ? podPlanner(host, sweep).plan
    : farPlanner(host, record, ownPython(host)).plan;
};
