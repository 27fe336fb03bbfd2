import { basename } from 'node:path';
import {
  contextNamed,
  mainContext,
  outputDirectory,
  type RunStatus,
  type SweepOptions,
  type SweepRecord,
  shellQuote,
  sweepFileNames,
} from '@mrunner/core';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { contextThere } from '../../cluster/code/far-set-up.ts';
import { memberAt, membersIn, type TarMember, tarOf } from '../../cluster/code/tar-of.ts';
import { pythonUse, useFunction } from '../../cluster/code/tree-uses.ts';
import { batchEvent } from '../../cluster/submit/batch-event.ts';
import { type BatchOutcome, recordOutcome } from '../../cluster/submit/batch-outcome.ts';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { neededCodes } from '../../cluster/submit/needed-codes.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import { contextFile, workFiles } from '../../task/work-files.ts';
import { slurmWorker } from '../worker/slurm-worker.ts';
import { batchCall, mayRequeue } from './batch-call.ts';
import { batchOutcomes } from './batch-outcomes.ts';
import { stageBatch } from './batch-stage.ts';
import type { PrivatePlace } from './private-values.ts';
import { submissionProgram } from './submission-program.ts';
import { farTreesOf } from './work-preparation.ts';

/** What batches of a sweep are delivered with. */
export interface Delivery {
  readonly host: Host;
  readonly place: Place;
  readonly record: SweepRecord;
  readonly home: string;
  readonly work: string;
  readonly options: SweepOptions;
  readonly planner: RunPlanner;
  readonly statusOf: (index: number) => RunStatus;
  readonly privatePlace: PrivatePlace;
  readonly canaries: number;
  /** Milliseconds that a call of sbatch may take. */
  readonly patience: number;
  /** Whether Slurm may start tasks again. Default: as the sweep's options say. */
  readonly requeue?: boolean;
  /** Seconds between TERM and KILL that the cluster leaves. */
  readonly killWait: number;
}

/** Milliseconds for each further batch. */
const eachPatience = 5000;

/** Records batches, brings them where they run, submits them one after another, and records the answers. */
export async function submitBatches(
  delivery: Delivery,
  events: EventLog,
  batches: readonly DraftedBatch[],
): Promise<ReadonlyMap<string, BatchOutcome>> {
  const { host, place, work } = delivery;
  for (const batch of batches) events.append(batchEvent(host.clock.now(), batch));
  events.sync();
  // A canary releases what was held before it began.
  const inTurn = batches.toSorted((a, b) => Number(b.held) - Number(a.held));
  const { program, input } = stageBatches(delivery, inTurn);
  const calls = inTurn.map((batch) => batchCall(delivery, batch));
  const answer = await place.run(`${program}\n${submissionProgram(work, calls)}`, {
    ...(input !== undefined && { input }),
    milliseconds: delivery.patience + eachPatience * (batches.length - 1),
  });
  if (place.isRemote) host.files.remove(`${delivery.home}/${workFiles.batches}`);
  const outcomes = batchOutcomes(
    inTurn.map(({ token }) => token),
    answer,
  );
  for (const [token, outcome] of outcomes) {
    if (outcome.kind !== 'unresolved') recordOutcome(host, events, token, outcome);
  }
  events.sync();
  return outcomes;
}

/** Text that puts staged batches into the work directory, and what it reads. */
export interface StagedBatches {
  readonly program: string;
  readonly input?: AsyncIterable<Uint8Array>;
}

/** Writes the files of batches and of their workers. */
export function stageBatches(delivery: Delivery, batches: readonly DraftedBatch[]): StagedBatches {
  const { host, home, record, work, options, planner, statusOf, canaries } = delivery;
  host.files.makeDirectories(`${home}/${workFiles.batches}`);
  for (const batch of new Map(batches.map((it) => [it.context.name, it])).values()) {
    const file = contextFile(record.contexts, batch.context.name);
    host.files.replace(`${home}/${workFiles.worker(file)}`, workerText(delivery, batch));
  }
  const setting = {
    directory: home,
    work,
    planner,
    statusOf,
    options,
    requeue: delivery.requeue ?? mayRequeue(record),
    canaries,
    together: batches,
  };
  for (const batch of batches) stageBatch(host, batch, setting);
  const directories = makeDirectories(work, batches);
  return delivery.place.isRemote ? sent(delivery, batches, directories) : { program: directories };
}

/** The last member of what is sent: without it something is missing. */
const wholeName = 'batches/.sent';

/** What was staged in the home goes to the work directory on another machine, and need not stay here. */
function sent(
  { host, home, work, record, planner, statusOf }: Delivery,
  batches: readonly DraftedBatch[],
  directories: string,
): StagedBatches {
  const contexts = new Set(batches.map(({ context }) => context.name));
  const members = function* (): Generator<TarMember> {
    for (const name of contexts) {
      const script = workFiles.worker(contextFile(record.contexts, name));
      yield { name: script, isPrivate: true, content: { file: `${home}/${script}` } };
    }
    for (const { token } of batches) {
      const staged = workFiles.staged(token);
      yield* membersIn(host, `${home}/${staged}`, staged);
    }
    for (const [name, path] of planner.toSend ?? []) yield* memberAt(host, path, name);
    yield { name: wholeName, content: { text: '' } };
  };
  const staged = batches.map(({ token }) => workFiles.staged(token)).join(' ');
  const runs = batches.flatMap((batch) => batch.runs);
  const trees = farTreesOf(record, neededCodes(runs, { of: statusOf }));
  const own = ownDirectory(mainContext(record));
  const pythons = planner.pythonDirectories.map((path) => pythonUse(basename(path)));
  const used = [...trees.map(({ name }) => name), ...pythons];
  return {
    program: `${useFunction(own, record.id)}
for mrunner_tree in ${used.map(shellQuote).join(' ')}; do
mrunner_use "$mrunner_tree" || { echo 'the code was removed there meanwhile; mrun resume sends it again' >&2; exit 1; }
done
${directories}
cd ${shellQuote(work)} && rm -f ${wholeName} || exit
tar -xf - && [ -e ${wholeName} ] || { echo 'the runs could not be put there' >&2; rm -rf ${staged}; exit 1; }
rm -f ${wholeName}`,
    input: tarOf(host, members()),
  };
}

/** The script that sbatch is given for the context of a batch. */
function workerText(
  { record, work, options, killWait, privatePlace, planner, statusOf }: Delivery,
  { context: { name }, runs: [run] }: DraftedBatch,
): string {
  const overrides = run && statusOf(run.recorded.index).overrides;
  const context = contextThere(contextNamed(record, name), overrides?.code ?? record.code.hash);
  const planned = run && planner.plan(run.recorded, run.attempt, overrides);
  const [program] = planned?.command ?? [];
  return slurmWorker({
    work,
    context,
    grace: Math.max(0, Math.min(options.grace, killWait - 2)),
    ...privatePlace.of(context),
    ...(planned !== undefined &&
      program !== undefined && {
        environment: {
          directory: planned.cwd,
          program,
          contextFile: contextFile(record.contexts, name),
        },
      }),
  });
}

/** Everything that workers and Slurm write into. */
const makeDirectories = (work: string, batches: readonly DraftedBatch[]): string => {
  const directories = [
    sweepFileNames.events,
    sweepFileNames.runs,
    sweepFileNames.environments,
    workFiles.output,
    workFiles.failures,
    workFiles.canaries,
  ].map((name) => `${work}/${name}`);
  const outputs = batches.map(({ context }) => outputDirectory(context, work));
  const all = [...new Set([...directories, ...outputs.filter((path) => !path.includes('%'))])];
  const make = `mkdir -p ${all.map(shellQuote).join(' ')} || exit`;
  if (!batches.some(({ token }) => isFirstOfLaunch(token))) return make;
  // Failures are counted by launch: whoever resumes a sweep that had too many wants it to go on.
  return `${make}\nrm -f ${shellQuote(`${work}/${workFiles.failures}`)}/*`;
};

const isFirstOfLaunch = (token: string): boolean => token.endsWith('-0');
