import {
  type Context,
  planRun,
  type RecordedExperiment,
  type RunStatus,
  type SweepRecord,
  workDirectory,
} from '@mrunner/core';
import { kubeSettings, podCodeRoot, podPaths } from '@mrunner/core/kubernetes';
import { type SentFile, sentFile } from '../../cluster/code/sent-files.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import { readCodeState, type SweepCode } from '../../code/code-states.ts';
import type { Host } from '../../host/host.ts';

/** Plans runs, and knows what of this machine they start from. */
export interface PodPlanner extends RunPlanner {
  /** What has to be brought before an attempt of a run starts, besides code. */
  readonly sends: (
    recorded: RecordedExperiment,
    overrides: RunStatus['overrides'],
  ) => SentFile | undefined;
}

/** Plans runs with the paths of their containers. */
export function podPlanner(host: Pick<Host, 'files'>, sweep: SweepCode): PodPlanner {
  const { record } = sweep;
  const frame = { ...record, home: workDirectory(record) };
  const contexts = new Map(record.contexts.map((context) => [context.name, context]));
  const asRecorded: RunPlanner['plan'] = (recorded, attempt, { resources, code } = {}) => {
    const known = code === undefined ? record.code : readCodeState(host, sweep, code);
    const state = known ?? { ...record.code, ...(code !== undefined && { hash: code }) };
    const root = podCodeRoot(contextOf(contexts, recorded), state);
    return planRun(frame, recorded, attempt, root, resources);
  };
  const sent = (restoreFrom: string | undefined): SentFile | undefined =>
    restoreFrom === undefined ? undefined : sentFile(host, restoreFrom);
  return {
    plan: (recorded, attempt, overrides) => {
      const planned = asRecorded(recorded, attempt, overrides);
      const file = sent(planned.restoreFrom);
      if (file === undefined) return planned;
      const directory = sentDirectory(contextOf(contexts, recorded), record);
      return { ...planned, restoreFrom: `${directory}/${file.name}` };
    },
    sends: (recorded, overrides) =>
      recorded.experiment.restoreFrom === undefined
        ? undefined
        : sent(asRecorded(recorded, 1, overrides).restoreFrom),
    pythonDirectories: [podPaths.python],
  };
}

/** Where what is sent is in a container: on the volume, or unpacked from ConfigMaps. */
const sentDirectory = (context: Context, record: SweepRecord): string =>
  kubeSettings(context).pvc === undefined ? podPaths.own : workDirectory(record);

function contextOf(contexts: ReadonlyMap<string, Context>, recorded: RecordedExperiment): Context {
  const context = contexts.get(recorded.context);
  if (context === undefined) throw new Error('Internal error: a run without a context');
  return context;
}
