import {
  type EnvironmentRecorder,
  environmentRecorder,
} from '../environment/environment-recorder.ts';
import type { Worker } from '../local/worker.ts';
import type { WorkerOrFailure } from '../local/worker-pool.ts';
import type { ActiveRun } from './active-runs.ts';
import type { Answer, LaunchState } from './launch-state.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunEnds } from './run-ends.ts';
import type { QueuedRun, RunGroup } from './run-queue.ts';
import type { UnwantedRuns } from './unwanted-runs.ts';

/** What starting runs takes. */
export interface RunStarterParts {
  readonly launch: LaunchState;
  readonly unwanted: UnwantedRuns;
  readonly ends: RunEnds;
  readonly answer: Answer;
}

interface AssignedRun {
  readonly run: ActiveRun;
  readonly worker: Worker;
  readonly text: string;
}

/** Runs that are prepared ahead, while all slots are busy. */
const preparedAhead = 4;

/** Brings runs from the queue to workers. A run is assigned to one first; the worker hears of it when that is on disk. */
export class RunStarter {
  readonly #parts: RunStarterParts;
  readonly #launch: LaunchState;
  readonly #environments: EnvironmentRecorder;
  #assigned: AssignedRun[] = [];
  #isPreparing = false;

  constructor(parts: RunStarterParts) {
    this.#parts = parts;
    this.#launch = parts.launch;
    this.#environments = environmentRecorder(parts.launch.parts.sweep.home);
  }

  /** Takes runs from the queue, in order, as long as the next ones fit into free slots. */
  takeWhatFits(): void {
    const { queue } = this.#launch.parts;
    while (this.#launch.halt === undefined) {
      const [group] = queue.next(1);
      if (group === undefined || !this.#reserve(group)) return;
      queue.take();
      for (const queued of group) this.#take(queued);
    }
  }

  /** Writes down all that was assigned, with one write, and lets the workers start it. */
  handOver(): void {
    const { counter, observe, pool, queue } = this.#launch.parts;
    const assigned = this.#assigned;
    this.#assigned = [];
    if (!this.#launch.flush()) {
      for (const { run, worker } of assigned) {
        pool.giveBack(worker);
        this.#launch.slots.release(run.index);
        queue.putInFront(run.queued);
      }
      return;
    }
    for (const { run, worker, text } of assigned) {
      this.#launch.active.add(run);
      worker.feed(text);
      this.#launch.syncs.workerWrote(worker.slot);
      counter.move(run.queued.countedAs, 'running');
      observe({ type: 'started', run });
    }
  }

  /** Prepares the next runs when there is time: while all slots are busy. */
  prepareSoon(): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    const { host, queue } = this.#launch.parts;
    host.clock.after(0, () => {
      this.#isPreparing = false;
      if (this.#launch.halt !== undefined) return;
      const groups = queue.next(preparedAhead);
      for (const queued of groups.flat().slice(0, preparedAhead)) this.#prepare(queued);
    });
  }

  /** No run overtakes another one: what comes later in the queue waits for what comes before it. */
  #reserve(group: RunGroup): boolean {
    const { unwanted, answer } = this.#parts;
    const { active, slots } = this.#launch;
    const runs = group
      .filter(
        (queued) => !active.byIndex.has(queued.recorded.index) && !unwanted.isUnwanted(queued),
      )
      .map((queued) => this.#launch.slotRun(queued));
    return runs.length === 0 || slots.reserve(runs, () => answer(() => {}));
  }

  #take(queued: QueuedRun): void {
    const { unwanted, answer } = this.#parts;
    // Never two living attempts of a run, whoever asked for them.
    if (this.#launch.active.byIndex.has(queued.recorded.index)) return;
    if (unwanted.leaveOut(queued)) return;
    // A set-up may end much later, outside of the answer that asked for it.
    const { recorded, status } = queued;
    this.#launch.parts.pool.take(recorded.context, status.overrides?.code, (taken) =>
      answer(() => this.#useWorker(queued, taken)),
    );
  }

  #useWorker(queued: QueuedRun, taken: WorkerOrFailure): void {
    const { unwanted, ends } = this.#parts;
    const { pool, queue } = this.#launch.parts;
    const isLeftOut = unwanted.leaveOut(queued);
    const isStarted = this.#launch.halt === undefined && !isLeftOut;
    const prepared = isStarted ? this.#prepare(queued) : undefined;
    if (prepared === undefined) {
      if (taken.ok) pool.giveBack(taken.worker);
      // Nothing more is started; what is left in the queue then is counted as it was.
      if (!isLeftOut) queue.putInFront(queued);
      this.#launch.slots.release(queued.recorded.index);
    } else if (taken.ok) {
      this.#assign(queued, prepared, taken.worker);
    } else {
      ends.failSetUp(queued, prepared.planned, taken.failure);
    }
  }

  /** Undefined when the disk takes no more. */
  #prepare(queued: QueuedRun): PreparedRun | undefined {
    const { preparer, sweep } = this.#launch.parts;
    return this.#launch.write(sweep.home, () => preparer.prepare(queued));
  }

  #assign(queued: QueuedRun, { planned, program, text }: PreparedRun, worker: Worker): void {
    const { recorded, attempt } = queued;
    const { index, directory } = planned;
    const { slots } = this.#launch;
    const stamp = this.#launch.stamp({ index, attempt });
    const gpus = slots.hold(index, worker.identity);
    this.#launch.parts.events.append({
      event: 'handed',
      ...stamp,
      slot: worker.slot,
      ...(gpus.length > 0 && { gpus }),
    });
    const run = { index, attempt, recorded, directory, since: stamp.time, queued, worker, gpus };
    const { context, cwd } = planned;
    const environment = { slot: worker.slot, context, directory: cwd, program };
    const whole = this.#environments.lineBefore(environment) + text(slots.environmentOf(index));
    this.#assigned.push({ run, worker, text: whole });
  }
}
