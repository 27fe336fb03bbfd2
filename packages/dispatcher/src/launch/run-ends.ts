import { type AttemptEnd, noExitRecord, type PlannedRun, runFileNames } from '@mrunner/core';
import type { SetUpFailure } from '../local/context-setting.ts';
import type { Worker, WorkerMessage } from '../local/worker.ts';
import { fullDiskText, refusalText } from '../sweep-home/disk-text.ts';
import type { ActiveRun } from './active-runs.ts';
import { endWithEvidence, workerEvidence } from './end-evidence.ts';
import type { RunningRun } from './launch-events.ts';
import type { LaunchState } from './launch-state.ts';
import type { RunConclusions } from './run-conclusions.ts';
import type { QueuedRun } from './run-queue.ts';

/** The shell's code of who was ended by SIGKILL, as the kernel does when memory runs out. */
const sigkillCode = 137;
/** Workers that may die one after the other, without a run ending between, before the launch gives up. */
const deathsAllowed = 5;

/** The ways in which attempts end: told by a worker, found out after its death, or before there was one. */
export class RunEnds {
  readonly #launch: LaunchState;
  readonly #conclusions: RunConclusions;
  #deaths = 0;

  constructor(launch: LaunchState, conclusions: RunConclusions) {
    this.#launch = launch;
    this.#conclusions = conclusions;
  }

  /** A worker tells how its attempt went. */
  hear(worker: Worker, message: WorkerMessage): void {
    if (message.type === 'ready' || message.type === 'set-up-failed') return;
    const { host, pool } = this.#launch.parts;
    const run = this.#launch.active.byIndex.get(message.run);
    if (run?.worker !== worker || run.attempt !== message.attempt) return;
    this.#launch.syncs.workerWrote(worker.slot);
    // A worker that could not record goes on trying.
    if (message.type !== 'unrecorded') pool.giveBack(worker);
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
        this.#launch.giveUp(refusalText(host, run.directory));
        this.#takeBack(run);
    }
  }

  /** A worker was killed, by its run or by somebody. Its file tells how far the run came. */
  loseWorker(worker: Worker, why: string): void {
    const run = [...this.#launch.active.byIndex.values()].find((it) => it.worker === worker);
    if (run === undefined) return;
    const { host, sweep, observe } = this.#launch.parts;
    const { code, started } = workerEvidence(host, sweep.home, { ...run, slot: worker.slot });
    if (code !== undefined) {
      this.#end(run, code);
    } else if (started || host.files.exists(logPath(run))) {
      const text = `no exit record: its worker ended before it (${why})`;
      observe({ type: 'trouble', text: `run ${run.index}: ${text}` });
      this.#endLost(run, text);
    } else {
      this.#startElsewhere(run, why);
    }
  }

  /** An attempt of an earlier launcher has ended, with a code if anybody recorded one. */
  endAdopted(run: ActiveRun, code: number | undefined): void {
    const { host, sweep } = this.#launch.parts;
    if (code !== undefined) {
      this.#end(run, code);
      return;
    }
    const { started } = workerEvidence(host, sweep.home, { ...run, slot: run.worker.slot });
    if (started || host.files.exists(logPath(run))) this.#endLost(run, noExitRecord);
    else this.#takeUp(run);
  }

  /** It was handed to a worker that ended without having heard of it: it is one that never started. */
  #takeUp(run: ActiveRun): void {
    this.#launch.release(run);
    const { goesOn, ...queued } = run.queued;
    const before = queued.status.attempts.at(-1)?.attempt ?? 0;
    const status = { ...queued.status, state: 'planned' as const, attempt: before };
    this.#launch.parts.counter.move('running', 'planned');
    if (goesOn?.(status) !== true) return;
    this.#launch.parts.queue.putInFront({ ...queued, status, countedAs: 'planned' });
  }

  /** The set-up failed: its output becomes the log of every run that would have needed it. */
  failSetUp(queued: QueuedRun, planned: PlannedRun, { code, output, why }: SetUpFailure): void {
    const { host, events, counter } = this.#launch.parts;
    const { recorded, attempt } = queued;
    const { index, directory } = planned;
    const run = { index, attempt, recorded, directory, since: host.clock.now(), queued };
    this.#launch.slots.release(index);
    const log = logPath(run);
    const isLogged = this.#launch.write(directory, () => host.files.create(log, output));
    if (isLogged === undefined) return;
    const lastLine = output.trimEnd().split('\n').at(-1);
    const text = `the set-up of context ${planned.context} failed: ${lastLine || why}`;
    events.append({ event: 'launch-failed', run: index, attempt, text });
    events.append({ event: 'exit', ...this.#launch.stamp(run), code });
    counter.move(queued.countedAs, 'running');
    this.#conclusions.conclude(run, { code, launchFailed: text });
  }

  #end(run: ActiveRun, code: number): void {
    this.#deaths = 0;
    this.#launch.release(run);
    const { host, sweep } = this.#launch.parts;
    // A full disk makes every run fail that writes anything: the next ones must not.
    const full = code === 0 ? undefined : fullDiskText(host, sweep.home);
    if (full !== undefined) this.#launch.giveUp(full);
    const { cause, isTooLate } = this.#launch.active.takeStop(run);
    const attempt = {
      ...run,
      slot: run.worker.slot,
      cause: isTooLate ? undefined : cause,
      isOom: code === sigkillCode && this.#launch.active.oom.sawOne(),
    };
    this.#conclude(run, endWithEvidence(host, sweep.home, attempt, code), isTooLate);
  }

  /** The worker's disk takes no record: ours may take it, now or when there is room. */
  #recordFor(run: ActiveRun, code: number): void {
    const { host, events, sweep } = this.#launch.parts;
    events.append({ event: 'exit', ...this.#launch.stamp(run), code });
    this.#launch.giveUp(refusalText(host, sweep.home));
    this.#end(run, code);
  }

  #endRefused(run: ActiveRun): void {
    const { attempt } = run;
    const text = `not started: ${logPath(run)} exists, so attempt ${attempt} was claimed before`;
    this.#launch.parts.observe({ type: 'refused', run, text });
    // Whoever claimed it may be at work on it.
    this.#launch.foreign.add(run);
    this.#endLost(run, text);
  }

  #endLost(run: ActiveRun, text: string): void {
    this.#launch.release(run);
    const { cause } = this.#launch.active.takeStop(run);
    this.#conclude(run, { text, ...(cause !== undefined && { stop: cause }) });
  }

  /** `byItself`: it had ended when it was asked to stop, so the wish that is recorded is not why. */
  #conclude(run: ActiveRun, end: AttemptEnd, byItself = false): void {
    const { events, leftovers } = this.#launch.parts;
    const { kind, text } = end;
    if (text !== undefined || byItself) {
      events.append({
        event: 'ended',
        ...this.#launch.stamp(run),
        ...(kind !== undefined && { kind }),
        ...(text !== undefined && { text }),
        ...(byItself && { byItself }),
      });
    }
    leftovers.lookSoon();
    this.#conclusions.conclude(run, end);
  }

  /** Another worker may do better, unless one after the other dies. */
  #startElsewhere(run: ActiveRun, why: string): void {
    this.#takeBack(run);
    this.#deaths++;
    if (this.#deaths <= deathsAllowed) return;
    this.#launch.giveUp(`workers can't be started: /bin/sh ended (${why})`);
  }

  /** It was never started: it is as it was, and the next one to start if anything is. */
  #takeBack(run: ActiveRun): void {
    this.#launch.release(run);
    const { counter, queue } = this.#launch.parts;
    counter.move('running', run.queued.countedAs);
    queue.putInFront(run.queued);
  }
}

const logPath = ({ directory, attempt }: Pick<RunningRun, 'directory' | 'attempt'>): string =>
  `${directory}/${runFileNames.log(attempt)}`;
