import { type GpuChoice, gpuChoice, type ProcessIdentity } from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import { identityOf } from '../processes/liveness.ts';
import { type GpuAsk, GpuHandOut } from './gpu-hand-out.ts';
import { type GpuLock, lockDirectory } from './gpu-locks.ts';
import type { SlotRun, SlotsParts } from './slot-run.ts';

/** The locks of each run, by its index. */
export type RunLocks = ReadonlyMap<number, readonly GpuLock[]>;

/** Milliseconds before somebody else's GPUs are looked at again: doubled each time, up to the most. */
const shortestWait = 100;
/** A look at locks costs a listing of their directory, one at all GPUs a second of `nvidia-smi`. */
const longestWait = { locks: 1000, auto: 10_000 } as const;

const none: RunLocks = new Map();

/** The GPUs of the runs of a launch, and the waiting for those that somebody else has. */
export class RunGpus {
  readonly #parts: SlotsParts;
  readonly #handOut: GpuHandOut;
  #wait = shortestWait;
  #endTimer: (() => void) | undefined;
  /** Whom to tell that there may be enough by now. */
  #again: (() => void) | undefined;
  #toldOf: number | undefined;
  #process: ProcessIdentity | undefined;

  constructor(parts: SlotsParts) {
    this.#parts = parts;
    this.#handOut = new GpuHandOut(parts.host);
  }

  /** GPUs for runs that start together, for all or none of them; undefined when they have to wait until `again` is called. */
  take(group: readonly SlotRun[], again: () => void): RunLocks | undefined {
    const asking = group.filter(({ resources }) => (resources.gpu?.count ?? 0) > 0);
    if (asking.length === 0) return none;
    this.#endTimer?.();
    this.#again = again;
    const asks = asking.map((run) => this.#askOf(run));
    const answer = this.#locking(() => this.#handOut.take(asks, () => this.#askAgain()));
    if (typeof answer === 'string' || answer.type === 'never') {
      this.#again = undefined;
      this.#parts.giveUp(typeof answer === 'string' ? answer : answer.text);
    } else if (answer.type === 'taken') {
      this.#again = undefined;
      this.#wait = shortestWait;
      return new Map(asking.map(({ index }, i) => [index, answer.locks[i] ?? []]));
    } else if (answer.type === 'wait' && answer.others !== undefined) {
      this.#waitForOthers(asks, answer.others);
    }
    return undefined;
  }

  /** Those that a run has had since an earlier launch. */
  adopt(run: SlotRun, gpus: readonly string[]): readonly GpuLock[] {
    const { holder } = this.#askOf(run);
    const adopted = this.#locking(() => this.#handOut.adopt(gpus, holder));
    if (typeof adopted !== 'string') return adopted;
    this.#parts.say(adopted);
    return [];
  }

  /** They are those of a worker from now on. */
  hold(locks: readonly GpuLock[], worker: ProcessIdentity): void {
    this.#each(locks, (lock) => lock.hold(worker));
  }

  /** They are this process's, if their worker is gone. */
  keep(locks: readonly GpuLock[]): void {
    this.#each(locks, (lock) => lock.outlive(this.#me()));
  }

  release(locks: readonly GpuLock[]): void {
    for (const lock of locks) lock.release();
    this.#askAgain();
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#endTimer?.();
    this.#again = undefined;
  }

  /** What locking gives, or why files can't be written where locks are. */
  #locking<Done>(action: () => Done): Done | string {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Error) || errorCode(error) === '') throw error;
      const directory = lockDirectory(this.#parts.host);
      return `GPUs can't be locked in ${directory}: ${error.message}; MRUNNER_GPU_LOCKS names another directory`;
    }
  }

  /** What can't be written does not stop a run that goes on: its locks are as good as they were. */
  #each(locks: readonly GpuLock[], action: (lock: GpuLock) => void): void {
    const failure = this.#locking(() => {
      for (const lock of locks) action(lock);
    });
    if (failure !== undefined) this.#parts.say(failure);
  }

  #askOf({ index, resources, gpus, visible }: SlotRun): GpuAsk {
    const { host, sweepId } = this.#parts;
    return {
      index,
      count: resources.gpu?.count ?? 0,
      choice: choiceOf(gpus) ?? 'auto',
      visible,
      holder: { process: this.#me(), user: host.machine.user, run: `${sweepId}/${index}` },
    };
  }

  #me(): ProcessIdentity {
    const { host } = this.#parts;
    this.#process ??= identityOf(host, host.machine.pid);
    if (this.#process !== undefined) return this.#process;
    throw new Error('Internal error: this process has no identity');
  }

  #waitForOthers(asks: readonly GpuAsk[], others: string): void {
    const { host, say } = this.#parts;
    const [first] = asks;
    if (first !== undefined && this.#toldOf !== first.index) {
      this.#toldOf = first.index;
      say(`#${first.index} waits for GPUs: ${others}`);
    }
    // Several that wait for the same are not to ask at the same moments.
    const wait = this.#wait * (0.5 + host.random() / 2);
    const isAuto = asks.some(({ choice }) => choice === 'auto');
    this.#wait = Math.min(this.#wait * 2, longestWait[isAuto ? 'auto' : 'locks']);
    this.#endTimer = host.clock.after(wait, () => this.#askAgain());
  }

  #askAgain(): void {
    const again = this.#again;
    this.#again = undefined;
    again?.();
  }
}

/** Which GPUs a run may use; undefined where nobody chose. */
export function choiceOf(gpus: string | undefined): GpuChoice | undefined {
  if (gpus === undefined) return undefined;
  const choice = gpuChoice(gpus);
  if (!choice.ok) throw new Error(`Internal error: gpus are ${gpus}`);
  return choice.value;
}
