import {
  allocationOf,
  contextNamed,
  fail,
  mainContext,
  ok,
  type Problem,
  type Result,
  type SweepOptions,
  srunWords,
  sweepFileNames,
  taskSlot,
  workDirectory,
} from '@mrunner/core';
import { gatherPrivateValues } from '../../cluster/submit/gather-private-values.ts';
import { runToSubmit } from '../../cluster/submit/run-to-submit.ts';
import type { Host } from '../../host/host.ts';
import type { QueuedRun } from '../../launch/run-queue.ts';
import { oneAtATime } from '../../place/one-at-a-time.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { placeProblem } from '../../place/place-problem.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { workFiles } from '../../task/work-files.ts';
import { clusterFacts } from '../facts/cluster-facts.ts';
import { refreshSweep } from '../look/refresh-sweep.ts';
import { workerPath } from '../submit/batch-call.ts';
import { type Delivery, stageBatches } from '../submit/deliver-batches.ts';
import { type WorkPreparation, workPreparation } from '../submit/work-preparation.ts';
import type { SrunStart } from './srun-program.ts';

/** What is at the place for the runs of a launch. */
export interface SrunGround {
  readonly place: Place;
  /** Brings what all runs share; before anything is staged. */
  readonly prepare: WorkPreparation['prepare'];
  /** Brings what one attempt takes to its batch. A problem, and nothing was started. */
  readonly stage: (token: string, queued: QueuedRun) => Promise<Result<SrunStart>>;
  /** Brings the home up to date with what the place has. */
  readonly look: () => Promise<void>;
  readonly close: () => void;
}

/** What the ground of a launch depends on, besides the sweep. */
export interface GroundSetting {
  readonly options: SweepOptions;
  /** Values of secrets, over those of the environment. */
  readonly secrets: { readonly [name: string]: string };
}

/** Looks at the place where the runs of a sweep are to be. Nothing is brought there yet. */
export async function openGround(
  host: Host,
  sweep: Sweep,
  { options, secrets }: GroundSetting,
): Promise<Result<SrunGround>> {
  const { record, home } = sweep;
  const values = gatherPrivateValues(host, sweep, secrets);
  if (!values.ok) return values;
  const context = mainContext(record);
  const place = placeOf(host, context);
  const facts = await clusterFacts(host, place, context);
  if (!facts.ok) {
    place.close();
    return facts;
  }
  const { killWait } = facts.value;
  const { planner, privatePlace, prepare } = workPreparation(host, sweep, place, {
    facts: facts.value,
    values: values.value,
    secrets,
    observe: () => {},
  });
  const work = workDirectory(record);
  const delivery: Omit<Delivery, 'statusOf'> = {
    host,
    place,
    record,
    home,
    work,
    options,
    planner,
    privatePlace,
    canaries: 0,
    // Whoever waits for a run starts it again; Slurm can't.
    requeue: false,
    killWait,
    patience: 0,
  };
  const allocation = place.isRemote ? undefined : allocationOf(host.env);
  // What was staged for one is on its way before the next one is.
  const inTurn = oneAtATime();
  const stage = async (token: string, queued: QueuedRun): Promise<Result<SrunStart>> => {
    const batch = batchOf(sweep, token, queued);
    const { context, resources } = batch;
    const { program, input } = stageBatches({ ...delivery, statusOf: () => queued.status }, [
      batch,
    ]);
    const answer = await place.run(program, input === undefined ? {} : { input });
    if (place.isRemote) host.files.remove(`${home}/${workFiles.batches}`);
    if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
    if (answer.code !== 0) return fail(notStaged(place, context.name, answer.stderr));
    return ok({
      work,
      token,
      words: srunWords({ token, resources, context, ...(allocation && { allocation }) }),
      worker: workerPath(delivery, context.name),
      events: `${work}/${sweepFileNames.workerEvents(taskSlot(token, 0))}`,
      directory: `${work}/${queued.recorded.directory}`,
      attempt: queued.attempt,
      isStep: allocation !== undefined,
    });
  };
  return ok({
    place,
    prepare,
    stage: (token, queued) => inTurn(() => stage(token, queued)),
    look: async () => {
      if (place.isRemote) await refreshSweep(host, sweep, { force: true, place });
    },
    close: place.close,
  });
}

const notStaged = (place: Place, context: string, text: string): Problem => ({
  kind: 'file',
  path: `contexts.${context}`,
  message: `what runs take can't be put on ${place.title}: ${text.trim()}`,
});

/** The batch of one attempt. */
function batchOf(sweep: Sweep, token: string, { recorded, attempt, status }: QueuedRun) {
  const run = runToSubmit(sweep.record, recorded, attempt, status);
  const { resources } = run;
  const context = contextNamed(sweep.record, run.context);
  const packing = { mode: 'plain' } as const;
  return { token, context, resources, runs: [run], packing, tasks: 1, held: false };
}
