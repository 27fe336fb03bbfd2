import { codeRoot } from '../code/code-place.ts';
import type { IndexedExperiment } from '../experiments/experiment.ts';
import { podCodeRoot } from '../kubernetes/pod-code.ts';
import { farCodeTree } from '../slurm/far-code.ts';
import { isRemote, workDirectory } from '../slurm/work-directory.ts';
import type { Spectrum } from '../spec/spectrum.ts';
import { contextNamed, mainContext } from '../sweep/sweep-contexts.ts';
import { sweepHome } from '../sweep/sweep-paths.ts';
import type { RecordedExperiment, SweepRecord } from '../sweep/sweep-record.ts';
import { planRun, type SweepFrame } from './plan-run.ts';
import type { PlannedRun } from './planned-run.ts';
import { recordExperiment } from './record-experiment.ts';

/** What the spec itself says about its sweep; planning puts it into the record. */
type FromSpec = 'format' | 'project' | 'name' | 'count' | 'specCount' | 'varying';

/** Everything that planning needs to know and that core may not look up: the clock, the machine, the user's flags. */
export interface PlanInput extends Omit<SweepRecord, FromSpec> {
  readonly spectrum: Spectrum;
  readonly specCount: number;
  /** The spec file's base name without its ending: names the sweep when its experiments have several names. */
  readonly specBaseName: string;
  /** Absolute directory for what mrunner keeps on this machine: homes of sweeps on clusters that ssh leads to are below it. */
  readonly stateDirectory: string;
  /** Contexts of the command line by composite position; the last one is for all further ones. */
  readonly contextsByPosition: readonly string[];
}

/** A sweep as plain data, and its runs one by one. Nothing is done by making or reading it. */
export interface SweepPlan {
  readonly sweep: SweepFrame;
  /** The line of an experiment in `experiments.jsonl`. */
  record(indexed: IndexedExperiment): RecordedExperiment;
  /** The first attempt of a run. */
  run(recorded: RecordedExperiment): PlannedRun;
}

/** Plans a sweep: what its record will say, where it will live, what each of its runs will do. */
export const planSweep = (input: PlanInput): SweepPlan => {
  const { spectrum, specCount, specBaseName, stateDirectory, contextsByPosition, ...rest } = input;
  const [project = 'sandbox', ...otherProjects] = spectrum.projects;
  const [name = specBaseName, ...otherNames] = spectrum.names;
  const context =
    rest.contexts.find((candidate) => candidate.name === contextsByPosition[0]) ?? rest.contexts[0];
  if (context === undefined) throw new Error('Internal error: a sweep without a context');
  const record: SweepRecord = {
    format: 1,
    project: otherProjects.length === 0 ? project : 'mixed',
    name: otherNames.length === 0 ? name : specBaseName,
    count: spectrum.count,
    specCount,
    varying: spectrum.varying,
    ...rest,
    contexts: [context, ...rest.contexts.filter((other) => other !== context)],
  };
  const sweep: SweepFrame = {
    ...record,
    home: homeOf(record, stateDirectory),
  };
  const there = context.backend === 'local' ? sweep : { ...sweep, home: workDirectory(sweep) };
  return {
    sweep,
    record: (indexed) => recordExperiment(indexed, specCount, contextsByPosition),
    run: (recorded) => planRun(there, recorded, 1, rootOf(sweep, recorded)),
  };
};

/** Where a sweep lives on this machine: where its runs do, unless that is on another one. */
const homeOf = (record: SweepRecord, stateDirectory: string): string => {
  const context = mainContext(record);
  if (context.backend === 'local') {
    return sweepHome(context.storageDir, record.project, record.id);
  }
  return isRemote(context) ? `${stateDirectory}/sweeps/${record.id}` : workDirectory(record);
};

/** Where the first attempts of a run find the code; undefined in place. */
const rootOf = (sweep: SweepFrame, { context: name }: RecordedExperiment): string | undefined => {
  const context = contextNamed(sweep, name);
  if (context.backend === 'kubernetes') return podCodeRoot(context, sweep.code);
  if (sweep.code.mode !== 'snapshot' || context.code !== 'snapshot') return undefined;
  const isThere = context.backend === 'slurm' && isRemote(context);
  return isThere ? farCodeTree(context, sweep.code.hash) : codeRoot(sweep.home, sweep.code);
};
