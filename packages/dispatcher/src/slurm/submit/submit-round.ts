import {
  type BatchEvent,
  outputDirectory,
  type SweepRecord,
  sbatchWords,
  shellQuote,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import { contextFile, workFiles } from '../work-files.ts';
import { type BatchOutcome, batchOutcomes } from './batch-outcomes.ts';
import { stageBatch } from './batch-stage.ts';
import type { DraftedBatch } from './draft-batches.ts';
import { recordOutcome } from './resolve-batches.ts';
import type { RunPlanner } from './run-planner.ts';
import { submissionProgram } from './submission-program.ts';
import { startText, workerText } from './worker-text.ts';

/** What a round of submission works with. */
export interface Round {
  readonly host: Host;
  readonly place: Place;
  readonly record: SweepRecord;
  readonly home: string;
  readonly work: string;
  readonly events: EventLog;
  readonly planner: RunPlanner;
  /** Directory there with a file of private values for each context, by `contextFile`; absent when there are none. */
  readonly privateDirectory: string | undefined;
}

/** Milliseconds that sbatch may take: it tries for two minutes by itself. */
const sbatchPatience = 200_000;
const eachPatience = 5000;

/** Records batches, brings them where they run, submits them one after another, and records the answers. */
export async function submitRound(
  round: Round,
  batches: readonly DraftedBatch[],
): Promise<ReadonlyMap<string, BatchOutcome>> {
  const { host, place, events, work } = round;
  for (const batch of batches) events.append(batchEvent(host.clock.now(), batch));
  events.sync();
  stageHere(round, batches);
  const answer = await place.run(
    [makeDirectories(round, batches), submissionProgram(work, calls(round, batches))].join('\n'),
    { milliseconds: sbatchPatience + eachPatience * batches.length },
  );
  const outcomes = batchOutcomes(
    batches.map(({ token }) => token),
    answer,
  );
  for (const [token, outcome] of outcomes) {
    if (outcome.kind !== 'unresolved') recordOutcome(host, events, token, outcome);
  }
  events.sync();
  return outcomes;
}

const batchEvent = (time: number, batch: DraftedBatch): BatchEvent => ({
  event: 'batch',
  time,
  token: batch.token,
  context: batch.context.name,
  runs: batch.runs.map(({ recorded, attempt }) => [recorded.index, attempt] as const),
  tasks: batch.tasks,
  ...(batch.packing.mode === 'packed' && { packed: true }),
  ...(batch.held && { held: true }),
});

const makeDirectories = ({ work }: Round, batches: readonly DraftedBatch[]): string => {
  const directories = [
    sweepFileNames.events,
    sweepFileNames.runs,
    workFiles.output,
    workFiles.failures,
    workFiles.canaries,
  ].map((name) => `${work}/${name}`);
  const outputs = batches.map(({ context }) => outputDirectory(context, work));
  const all = [...new Set([...directories, ...outputs.filter((path) => !path.includes('%'))])];
  return `mkdir -p ${all.map(shellQuote).join(' ')} || exit`;
};

/** Into the work directory itself, which is on this machine. */
function stageHere(round: Round, batches: readonly DraftedBatch[]): void {
  const { host, home, work, record } = round;
  host.files.makeDirectories(`${home}/${workFiles.batches}`);
  for (const batch of batches) {
    const file = contextFile(record.contexts, batch.context.name);
    host.files.replace(`${home}/${workFiles.worker(file)}`, startText(work));
    stageBatch(host, home, batch, round.planner, '');
    const { privateDirectory } = round;
    const privateFile = privateDirectory && `${privateDirectory}/${file}`;
    host.files.replace(
      `${home}/${workFiles.staged(batch.token)}/worker.sh`,
      workerText(work, batch, privateFile),
    );
  }
}

const calls = ({ record, work }: Round, batches: readonly DraftedBatch[]) =>
  batches.map(({ token, tasks, throttle, resources, context, held, packing }) => ({
    token,
    words: sbatchWords({
      token,
      count: tasks,
      ...(throttle !== undefined && { throttle }),
      resources,
      context,
      work,
      script: `${work}/${workFiles.worker(contextFile(record.contexts, context.name))}`,
      requeue: mayRequeue(record),
      hold: held,
      ...(packing.mode === 'packed' && {
        slots: packing.slots,
        ...(packing.time !== undefined && { time: packing.time }),
      }),
    }),
  }));

/** Kinds of ends after which the scheduler itself starts a task again. */
const requeueKinds = ['timeout', 'preempted', 'node', 'interrupted'];

/** Without a wish for retries a failed machine must not start a run again in silence. */
export const mayRequeue = ({
  options: { retries, retryOn },
}: Pick<SweepRecord, 'options'>): boolean =>
  retries > 0 && requeueKinds.some((kind) => retryOn.includes(kind));
