import { type SweepRecord, shellCommand, srunWords, workDirectory } from '@mrunner/core';
import { manifestText } from '@mrunner/core/kubernetes';
import {
  batchCall,
  clusterLimits,
  type DraftedBatch,
  keptFacts,
  type PlannedObject,
  plannedObjects,
  plannedWorker,
  slurmWorker,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type SubmissionDraft, usualLimits } from '../load/draft-submission.ts';
import type { PreparedSweep } from '../load/prepare-sweep.ts';
import { srunLine, submitLines } from './submit-text.ts';

/** How a sweep would be given to its cluster. */
export interface SubmitPlan {
  /** For the table of the plan. */
  readonly lines: readonly string[];
  /** The very calls of sbatch, or the first of many of srun, as words. */
  readonly calls: readonly (readonly string[])[];
  /** How many there are. */
  readonly count: number;
  readonly batches: readonly DraftedBatch[];
  /** The scripts that Slurm gets, by the name of their context. */
  readonly scripts: ReadonlyMap<string, string>;
  /** What would be made on Kubernetes. */
  readonly objects?: readonly PlannedObject[];
}

/** Slurm waits so long between TERM and KILL unless somebody changed it. */
const usualKillWait = 30;
const mostCalls = 5;
const mostObjects = 20;

/** Undefined where runs go to no cluster. Nothing is asked: limits are those of the last day, else the usual ones. */
export const submitPlan = (
  cli: Cli,
  prepared: PreparedSweep,
  draft: SubmissionDraft,
): SubmitPlan | undefined => {
  const { context, loaded, plan } = prepared;
  if (context.backend === 'local') return undefined;
  if (context.backend === 'kubernetes') return kubernetesPlan(plan.sweep, draft);
  const record = plan.sweep;
  const work = workDirectory(record);
  const facts = keptFacts(cli.host, context);
  const limits = facts && clusterLimits(facts, context, context.resources.partition);
  const batches = draft.batches(limits ?? usualLimits);
  // What all ask for alike stands above.
  const saysResources = new Set(batches.map((it) => JSON.stringify(it.resources))).size > 1;
  const isSrun = context.slurm.cmd_type === 'srun';
  const scripts = new Map(
    record.contexts.map((it) => {
      const killWait = facts?.killWait ?? usualKillWait;
      const grace = Math.max(0, Math.min(record.options.grace, killWait - 2));
      return [it.name, slurmWorker({ work, context: it, grace })];
    }),
  );
  const assumed =
    limits === undefined
      ? [`by Slurm's usual limits: ${context.name} was not asked for its own today`]
      : [];
  return {
    batches,
    scripts,
    lines: isSrun
      ? [srunLine(loaded.count, record.options)]
      : [...submitLines(batches, { saysResources }), ...assumed],
    count: isSrun ? prepared.loaded.count : batches.length,
    calls: isSrun
      ? batches.map((batch) => [...srunWords(batch), '…'])
      : batches.map((batch) => batchCall({ record, work }, batch).words),
  };
};

/** On Kubernetes what is made is said, and nothing is called. */
const kubernetesPlan = (record: SweepRecord, draft: SubmissionDraft): SubmitPlan => {
  const batches = draft.batches(usualLimits);
  const saysResources = new Set(batches.map((it) => JSON.stringify(it.resources))).size > 1;
  return {
    batches,
    objects: plannedObjects(record, batches),
    scripts: new Map(record.contexts.map((it) => [it.name, plannedWorker(record, it)])),
    lines: submitLines(batches, { saysResources }),
    count: 0,
    calls: [],
  };
};

/** The calls as they would be typed. `id` stands for letters that are made when it is submitted. */
export const callsText = ({ calls, count, objects }: SubmitPlan): string => {
  if (objects !== undefined) return objectsText(objects);
  const shown = calls.slice(0, mostCalls).map((words) => `${shellCommand(words)}\n`);
  const more = count - shown.length;
  return `\n${shown.join('')}${more > 0 ? `… and ${more} more like these\n` : ''}\n`;
};

/** Each script, behind a line that says whose it is. */
export const scriptsText = ({ scripts }: SubmitPlan): string =>
  [...scripts].map(([name, text]) => `# The script of context ${name}\n${text}\n`).join('');

/** As YAML, each with what it is for. */
const objectsText = (objects: readonly PlannedObject[]): string => {
  const shown = objects.slice(0, mostObjects);
  const more = objects.length - shown.length;
  const documents = shown.map(({ about, manifest }) =>
    manifest === undefined ? `# ${about}\n` : `---\n# ${about}\n${manifestText(manifest)}`,
  );
  return `\n${documents.join('')}${more > 0 ? `# … and ${more} more like these\n` : ''}\n`;
};

/** For programs. */
export const submitJson = (
  { batches, calls, scripts, objects }: SubmitPlan,
  withScripts: boolean,
): object => ({
  batches: batches.map(({ context, resources, runs, tasks, throttle, held, packing }) => ({
    context: context.name,
    resources,
    runs: runs.map(({ recorded }) => recorded.index),
    tasks,
    throttle: throttle ?? null,
    packed: packing.mode === 'packed',
    held,
  })),
  commands: calls,
  ...(objects !== undefined && {
    objects: objects.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest])),
  }),
  ...(withScripts && { scripts: Object.fromEntries(scripts) }),
});
