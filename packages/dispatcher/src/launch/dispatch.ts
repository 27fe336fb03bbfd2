import { type AttemptEnd, runFileNames, type StopCause, type SweepOptions } from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import type { Leftovers } from '../local/leftovers.ts';
import type { Worker, WorkerMessage } from '../local/worker.ts';
import type { SetUpFailure, WorkerOrFailure, WorkerPool } from '../local/worker-pool.ts';
import type { FindMarked } from '../processes/marked-processes.ts';
import { diskText, fullDiskText, refusalText } from '../sweep-home/disk-text.ts';
import type { EventLog } from '../sweep-home/event-log.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { type ActiveRun, ActiveRuns } from './active-runs.ts';
import { isTriedAgain, statusAfter, waitingState } from './attempt-result.ts';
import { endWithEvidence, workerEvidence } from './end-evidence.ts';
import type { LaunchEvent, LaunchOutcome, RunningRun } from './launch-events.ts';
import {
  type PreparedRun,
  type RunPreparer,
  runPreparer,
  type StartSetting,
} from './prepare-run.ts';
import type { QueuedRun, RunGroup, RunQueue } from './run-queue.ts';
import type { StateCounter } from './state-counter.ts';

/** What a dispatch works with. */
export interface DispatchParts {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly options: SweepOptions;
  readonly events: EventLog;
  readonly queue: RunQueue;
  readonly counter: StateCounter;
  readonly start: StartSetting;
  readonly find: FindMarked;
  readonly observe: (event: LaunchEvent) => void;
}

/** Why nothing more is started. */
export interface Halt {
  readonly why: LaunchOutcome['why'];
  readonly text?: string;
}

/** Workers that may die one after the other, without a run ending between, before the launch gives up. */
const deathsAllowed = 5;
/** Groups that are prepared ahead, while all slots are busy. */
const preparedAhead = 4;

/**
 * The loop of a launch: gives runs to free slots in order, hears how they end, and starts the next. Everything happens in
 * answer to something: a worker's message, a timer, somebody's wish. Within one answer the intents are written first,
 * with one write, and only then do the workers hear of them.
 */
export class Dispatch {
  readonly #parts: DispatchParts;
  readonly #idle: () => void;
  readonly #active: ActiveRuns;
  readonly #preparer: RunPreparer;
  #pool: WorkerPool | undefined;
  #leftovers: Leftovers | undefined;
  /** Slots that a run is in, or waits in for its worker's set-up. */
  #busy = 0;
  /** Retries that wait until nothing of the attempt before lives. */
  #waiting = 0;
  #handed: { readonly run: ActiveRun; readonly text: string }[] = [];
  #halt: Halt | undefined;
  #failures = 0;
  #deaths = 0;
  #isAnswering = false;
  #hasNews = false;
  #isPreparing = false;
  readonly #cancelled = new Set<number>();
  readonly #failedComposites = new Set<number>();

  /** `idle` is called when everything is done that this launch will do. */
  constructor(parts: DispatchParts, idle: () => void) {
    const { host, sweep, options, find } = parts;
    this.#parts = parts;
    this.#idle = idle;
    this.#preparer = runPreparer(host, sweep, parts.start);
    const { grace, timeout } = options;
    const record = (run: ActiveRun, cause: StopCause): void => this.#recordStop(run, cause);
    this.#active = new ActiveRuns(host, { find, grace, timeout, record });
  }

  /** Workers and the search for leftovers tell of things, so they are made after the dispatch. */
  begin(pool: WorkerPool, leftovers: Leftovers): void {
    this.#pool = pool;
    this.#leftovers = leftovers;
    this.#answer(() => {});
  }

  get running(): ReadonlyMap<number, RunningRun> {
    return this.#active.byIndex;
  }

  get halt(): Halt | undefined {
    return this.#halt;
  }

  readonly isRunning = (run: number, attempt: number): boolean =>
    this.#active.byIndex.get(run)?.attempt === attempt;

  readonly told = (worker: Worker, messages: readonly WorkerMessage[]): void =>
    this.#answer(() => {
      for (const message of messages) this.#hear(worker, message);
    });

  readonly died = (worker: Worker, why: string): void =>
    this.#answer(() => {
      const run = [...this.#active.byIndex.values()].find((it) => it.worker === worker);
      if (run !== undefined) this.#endWithoutWorker(run, why);
    });

  /** Stops everything that runs, and starts nothing more. */
  stop(how: 'term' | 'kill'): void {
    this.#answer(() => {
      this.#halt ??= { why: 'interrupted' };
      this.#pool?.endSetUps();
      for (const run of this.#active.byIndex.values()) {
        this.#active.stop(run, 'interrupted');
        if (how === 'kill') this.#active.kill(run);
      }
      if (how === 'kill') this.#leftovers?.hurry();
    });
  }

  /** Stops these runs, and does not start them. */
  cancel(runs: 'all' | readonly number[]): void {
    this.#answer(() => {
      const isMeant = (index: number): boolean => runs === 'all' || runs.includes(index);
      for (const run of this.#active.byIndex.values()) {
        if (isMeant(run.index)) this.#active.stop(run, 'cancelled');
      }
      this.#dropRetries((queued) => isMeant(queued.recorded.index));
      if (runs === 'all') this.#cancelRest();
      else for (const index of runs) this.#cancelled.add(index);
    });
  }

  /** Writes what is to be remembered; a disk that refuses stops the launch. Answers whether all is written. */
  flush(): boolean {
    const { events, sweep } = this.#parts;
    try {
      events.flush();
      return true;
    } catch (error) {
      if (!isDiskError(error)) throw error;
      this.#diskTrouble(sweep.home, error);
      return false;
    }
  }

  /** Does something, then starts what can be started. What is done meanwhile belongs to the same answer. */
  #answer(action: () => void): void {
    this.#hasNews = true;
    if (this.#isAnswering) {
      action();
      return;
    }
    this.#isAnswering = true;
    action();
    while (this.#hasNews) {
      this.#hasNews = false;
      this.#startWhatFits();
      this.#handOver();
    }
    this.#isAnswering = false;
    this.#lookAhead();
  }

  #lookAhead(): void {
    if (this.#busy > 0 || this.#waiting > 0) {
      this.#prepareSoon();
    } else if (this.#halt !== undefined || this.#parts.queue.next(1).length === 0) {
      this.#dropRetries(() => true);
      this.#idle();
    }
  }

  #startWhatFits(): void {
    const { queue } = this.#parts;
    while (this.#halt === undefined) {
      const [group] = queue.next(1);
      if (group === undefined || !this.#fits(group)) return;
      queue.take();
      for (const queued of group) this.#take(queued);
    }
  }

  /** A composite larger than all slots gets them all, and as many more as it needs. */
  #fits(group: RunGroup): boolean {
    const { parallel } = this.#parts.options;
    return parallel - this.#busy >= Math.min(group.length, parallel);
  }

  #take(queued: QueuedRun): void {
    if (this.#isUnwanted(queued)) return;
    this.#busy++;
    // A set-up may end much later, outside of the answer that asked for it.
    this.#pool?.take(queued.recorded.context, (taken) =>
      this.#answer(() => this.#useWorker(queued, taken)),
    );
  }

  /** Whether a run that was to start is not to, because of what happened meanwhile. */
  #isUnwanted(queued: QueuedRun): boolean {
    const { index, composite } = queued.recorded;
    const hasFailedSibling = composite !== undefined && this.#failedComposites.has(composite.first);
    if (!this.#cancelled.has(index) && !hasFailedSibling) return false;
    if (waitingState(queued) !== 'planned') return true;
    const { host, events, counter } = this.#parts;
    if (hasFailedSibling) {
      const text = 'another member of its composite failed first';
      const { attempt } = queued;
      const time = host.clock.now();
      events.append({ event: 'ended', time, run: index, attempt, kind: 'cancelled', text });
    }
    counter.move('planned', 'cancelled');
    return true;
  }

  #useWorker(queued: QueuedRun, taken: WorkerOrFailure): void {
    const isWanted = this.#halt === undefined && !this.#isUnwanted(queued);
    const prepared = isWanted ? this.#prepare(queued) : undefined;
    if (prepared === undefined) {
      if (taken.ok) this.#pool?.giveBack(taken.worker);
      this.#busy--;
    } else if (taken.ok) this.#hand(queued, prepared, taken.worker);
    else this.#endUnstarted(queued, prepared, taken.failure);
  }

  /** Undefined when the disk takes no more. */
  #prepare(queued: QueuedRun): PreparedRun | undefined {
    try {
      return this.#preparer.prepare(queued);
    } catch (error) {
      if (!isDiskError(error)) throw error;
      this.#diskTrouble(this.#parts.sweep.home, error);
      return undefined;
    }
  }

  /** While all slots are busy there is time. */
  #prepareSoon(): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    this.#parts.host.clock.after(0, () => {
      this.#isPreparing = false;
      if (this.#halt !== undefined) return;
      const groups = this.#parts.queue.next(preparedAhead);
      for (const queued of groups.flat().slice(0, preparedAhead)) this.#prepare(queued);
    });
  }

  #hand(queued: QueuedRun, { planned, text }: PreparedRun, worker: Worker): void {
    const { host, events } = this.#parts;
    const { recorded, attempt } = queued;
    const { index, directory } = planned;
    const since = host.clock.now();
    events.append({ event: 'handed', time: since, run: index, attempt, slot: worker.slot });
    const run = { index, attempt, recorded, directory, since, queued, worker };
    this.#handed.push({ run, text });
  }

  /** Intents are on disk before a worker hears of them. */
  #handOver(): void {
    const handed = this.#handed;
    this.#handed = [];
    if (!this.flush()) {
      for (const { run } of handed) this.#pool?.giveBack(run.worker);
      this.#busy -= handed.length;
      return;
    }
    for (const { run, text } of handed) {
      this.#active.add(run);
      run.worker.feed(text);
      this.#parts.counter.move(waitingState(run.queued), 'running');
      this.#parts.observe({ type: 'started', run });
    }
  }

  #recordStop({ index, attempt }: ActiveRun, cause: StopCause): void {
    const { host, events } = this.#parts;
    events.append({ event: 'stop', time: host.clock.now(), run: index, attempt, cause });
    this.flush();
  }

  #hear(worker: Worker, message: WorkerMessage): void {
    if (message.type === 'ready' || message.type === 'set-up-failed') return;
    const run = this.#active.byIndex.get(message.run);
    if (run?.worker !== worker || run.attempt !== message.attempt) return;
    // A worker that could not record goes on trying.
    if (message.type !== 'unrecorded') this.#pool?.giveBack(worker);
    switch (message.type) {
      case 'exit':
        this.#end(run, message.code);
        return;
      case 'unrecorded':
        this.#recordFor(run, message.code);
        return;
      case 'refused':
        this.#endRefused(run);
        return;
      case 'unclaimed':
        this.#giveUp(refusalText(this.#parts.host, run.directory));
        this.#takeBack(run);
    }
  }

  /** The worker's disk takes no record: ours may take it, now or when there is room. */
  #recordFor(run: ActiveRun, code: number): void {
    const { host, events, sweep } = this.#parts;
    const { index, attempt } = run;
    events.append({ event: 'exit', time: host.clock.now(), run: index, attempt, code });
    this.#giveUp(refusalText(host, sweep.home));
    this.#end(run, code);
  }

  #endRefused(run: ActiveRun): void {
    const log = `${run.directory}/${runFileNames.log(run.attempt)}`;
    const text = `not started: ${log} exists, so attempt ${run.attempt} was claimed before`;
    this.#parts.observe({ type: 'refused', run, text });
    this.#endLost(run, text);
  }

  /** The worker was killed, by its run or by somebody. Its file tells how far it came. */
  #endWithoutWorker(run: ActiveRun, why: string): void {
    const { host, sweep, observe, queue } = this.#parts;
    const { slot } = run.worker;
    const { code, started } = workerEvidence(host, sweep.home, { ...run, slot });
    const log = `${run.directory}/${runFileNames.log(run.attempt)}`;
    if (code !== undefined) {
      this.#end(run, code);
    } else if (started || host.files.exists(log)) {
      const text = `no exit record: its worker ended before it (${why})`;
      observe({ type: 'trouble', text: `run ${run.index}: ${text}` });
      this.#endLost(run, text);
    } else {
      this.#takeBack(run);
      this.#deaths++;
      if (this.#deaths <= deathsAllowed) queue.putInFront(run.queued);
      else this.#giveUp(`workers can't be started: /bin/sh ended (${why})`);
    }
  }

  /** It was never started: it is as it was. */
  #takeBack(run: ActiveRun): void {
    this.#release(run);
    this.#parts.counter.move('running', waitingState(run.queued));
  }

  /** The set-up failed: its output becomes the log of every run that would have needed it. */
  #endUnstarted(queued: QueuedRun, { planned }: PreparedRun, failure: SetUpFailure): void {
    const { host, events, counter } = this.#parts;
    const { recorded, attempt } = queued;
    const { index, directory } = planned;
    const { code, output, why } = failure;
    this.#busy--;
    try {
      host.files.create(`${directory}/${runFileNames.log(attempt)}`, output);
    } catch (error) {
      if (!isDiskError(error)) throw error;
      this.#diskTrouble(directory, error);
      return;
    }
    const lastLine = output.trimEnd().split('\n').at(-1);
    const text = `the set-up of context ${planned.context} failed: ${lastLine || why}`;
    const since = host.clock.now();
    events.append({ event: 'launch-failed', run: index, attempt, text });
    events.append({ event: 'exit', time: since, run: index, attempt, code });
    counter.move(waitingState(queued), 'running');
    const run = { index, attempt, recorded, directory, since };
    this.#conclude(run, queued, { code, launchFailed: text });
  }

  #release(run: ActiveRun): void {
    this.#active.remove(run);
    this.#busy--;
  }

  #end(run: ActiveRun, code: number): void {
    this.#deaths = 0;
    this.#release(run);
    const { host, sweep } = this.#parts;
    // A full disk makes every run fail that writes anything: the next ones must not.
    const full = code === 0 ? undefined : fullDiskText(host, sweep.home);
    if (full !== undefined) this.#giveUp(full);
    const cause = this.#active.takeCause(run);
    const end = endWithEvidence(host, sweep.home, { ...run, slot: run.worker.slot, cause }, code);
    if (end.text !== undefined) this.#recordWords(run, end);
    this.#leftovers?.lookSoon();
    this.#conclude(run, run.queued, end);
  }

  #endLost(run: ActiveRun, text: string): void {
    this.#release(run);
    const cause = this.#active.takeCause(run);
    this.#recordWords(run, { text });
    this.#leftovers?.lookSoon();
    this.#conclude(run, run.queued, { text, ...(cause !== undefined && { stop: cause }) });
  }

  #recordWords({ index, attempt }: RunningRun, { kind, text }: AttemptEnd): void {
    this.#parts.events.append({
      event: 'ended',
      time: this.#parts.host.clock.now(),
      run: index,
      attempt,
      ...(kind !== undefined && { kind }),
      ...(text !== undefined && { text }),
    });
  }

  /** What follows from an end: another attempt, the end of a composite, the end of the launch. */
  #conclude(run: RunningRun, queued: QueuedRun, end: AttemptEnd): void {
    const { counter, observe, options, host } = this.#parts;
    const status = statusAfter(run, queued, end, host.clock.now());
    const isWanted = this.#halt === undefined && !this.#cancelled.has(run.index);
    const again = isWanted && isTriedAgain(status, queued.tries, options);
    counter.move('running', again ? 'pending' : status.state);
    observe({ type: 'ended', run, status, again });
    if (again) {
      this.#tryAgain(run, { ...queued, attempt: run.attempt + 1, status, tries: queued.tries + 1 });
      return;
    }
    if (status.state === 'succeeded') return;
    this.#stopSiblings(queued);
    if (status.state !== 'cancelled') this.#failures++;
    if (this.#failures >= (options.maxFailures ?? Number.POSITIVE_INFINITY)) {
      const text = `${this.#failures} failed, so nothing more was started`;
      this.#halt ??= { why: 'max-failures', text };
    }
  }

  /** Never two living attempts of a run: what the one before left behind must be gone first. */
  #tryAgain({ index, attempt }: RunningRun, next: QueuedRun): void {
    const { events, host, queue } = this.#parts;
    events.append({ event: 'again', time: host.clock.now(), run: index, attempt });
    this.#waiting++;
    this.#leftovers?.whenGone(index, () =>
      this.#answer(() => {
        this.#waiting--;
        queue.putInFront(next);
      }),
    );
  }

  #stopSiblings({ recorded: { composite, index } }: QueuedRun): void {
    if (composite === undefined || composite.onFailure === 'continue') return;
    if (this.#failedComposites.has(composite.first)) return;
    this.#failedComposites.add(composite.first);
    const isSibling = (other: { composite?: { first: number }; index: number }): boolean =>
      other.composite?.first === composite.first && other.index !== index;
    for (const run of this.#active.byIndex.values()) {
      if (isSibling(run.recorded)) this.#active.stop(run, 'sibling-failed');
    }
    this.#dropRetries((queued) => isSibling(queued.recorded));
  }

  #dropRetries(isDropped: (queued: QueuedRun) => boolean): void {
    const { queue, counter } = this.#parts;
    const dropped = queue.takeOut(isDropped);
    for (const queued of dropped) counter.move(waitingState(queued), queued.status.state);
  }

  /** The wish itself is recorded: by it, whatever has not started reads as cancelled. */
  #cancelRest(): void {
    const { counter } = this.#parts;
    counter.move('planned', 'cancelled', counter.counts.planned);
    this.#halt ??= { why: 'finished', text: 'cancelled' };
    this.#pool?.endSetUps();
  }

  #diskTrouble(path: string, error: Error): void {
    this.#giveUp(diskText(this.#parts.host, path, error));
  }

  #giveUp(text: string): void {
    if (this.#halt?.why === 'error') return;
    this.#halt = { why: 'error', text };
    this.#parts.observe({ type: 'trouble', text });
  }
}
