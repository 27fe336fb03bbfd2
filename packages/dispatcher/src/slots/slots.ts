import {
  type Demand,
  demandOf,
  fitsBeside,
  type GpuChoice,
  gpuChoice,
  gpuVariables,
  type ProcessIdentity,
  type Resources,
} from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { identityOf } from '../processes/liveness.ts';
import { type GpuAsk, GpuHandOut } from './gpu-hand-out.ts';
import { type GpuLock, lockDirectory } from './gpu-locks.ts';

/** A run that is to have a slot. */
export interface SlotRun {
  readonly index: number;
  readonly resources: Resources;
  /** The GPUs that its context lets it use: `auto`, or a list. Undefined where nobody said. */
  readonly gpus: string | undefined;
  /** What it would see of CUDA_VISIBLE_DEVICES without us. */
  readonly visible: string | undefined;
}

/** What slots work with. */
export interface SlotsParts {
  readonly host: Host;
  readonly sweepId: string;
  /** As of now: it can change while runs go on. */
  readonly parallel: () => number | 'auto';
  /** Calls back when nothing of a run's ended attempts lives any more. */
  readonly whenGone: (run: number, gone: () => void) => void;
  readonly say: (text: string) => void;
  readonly giveUp: (text: string) => void;
}

/** What a run has while it goes on. */
interface Reservation {
  readonly demand: Demand;
  readonly locks: readonly GpuLock[];
  readonly env: { readonly [name: string]: string };
}

/** Milliseconds before somebody else's GPUs are looked at again: doubled each time, up to the most. */
const shortestWait = 200;
const longestWait = 10_000;

/** Who may run now: slots, processors, memory and GPUs of this machine, for the runs of one launch. */
export class Slots {
  readonly #parts: SlotsParts;
  readonly #gpus: GpuHandOut;
  readonly #reserved = new Map<number, Reservation>();
  #wait = shortestWait;
  #endTimer: (() => void) | undefined;
  /** Whom to tell that the first one in the queue may fit by now. */
  #again: (() => void) | undefined;
  #toldOf: number | undefined;
  #process: ProcessIdentity | undefined;

  constructor(parts: SlotsParts) {
    this.#parts = parts;
    this.#gpus = new GpuHandOut(parts.host);
  }

  /** Runs that have a slot. */
  get busy(): number {
    return this.#reserved.size;
  }

  /**
   * Gives runs that start together what they need, or answers that they have to wait. `again` is called when what they
   * wait for is not an end of a run of this launch, but somebody else's, and it is time to ask again.
   */
  reserve(group: readonly SlotRun[], again: () => void): boolean {
    const demands = group.map(({ resources }) => demandOf(resources));
    const capacity = { parallel: this.#parts.parallel(), ...this.#parts.host.machine.limits() };
    const goingOn = [...this.#reserved.values()].map(({ demand }) => demand);
    if (!fitsBeside(demands, goingOn, capacity)) return false;
    const locks = this.#takeGpus(group, again);
    if (locks === undefined) return false;
    for (const [position, run] of group.entries()) {
      const own = locks.get(run.index) ?? [];
      this.#reserved.set(run.index, {
        demand: demands[position] ?? demandOf({}),
        locks: own,
        env: environmentOf(run, own),
      });
    }
    return true;
  }

  /** Counts a run that an earlier launcher started and that goes on, with the GPUs that it has. */
  occupy(run: SlotRun, gpus: readonly string[]): void {
    const ask = this.#askOf(run);
    const adopted = this.#locking(() => this.#gpus.adopt(gpus, ask.holder));
    if (typeof adopted === 'string') this.#parts.say(adopted);
    const locks = typeof adopted === 'string' ? [] : adopted;
    this.#reserved.set(run.index, { demand: demandOf(run.resources), locks, env: {} });
  }

  /** What a run's process gets, over what it inherits: which GPUs it sees. */
  environmentOf(index: number): { readonly [name: string]: string } {
    return this.#reserved.get(index)?.env ?? {};
  }

  /** The GPUs that a run has for itself. From now on they are its worker's. */
  hold(index: number, worker: ProcessIdentity | undefined): readonly string[] {
    const { locks = [] } = this.#reserved.get(index) ?? {};
    if (worker !== undefined) this.#each(locks, (lock) => lock.hold(worker));
    return locks.map(({ gpu }) => gpu);
  }

  /** A run goes on without its worker: its GPUs are kept by this process. */
  keep(index: number): void {
    const { locks = [] } = this.#reserved.get(index) ?? {};
    this.#each(locks, (lock) => lock.outlive(this.#me()));
  }

  /** A run has ended or does not start. Its GPUs are free when nothing of it lives any more. */
  release(index: number): void {
    const { locks = [] } = this.#reserved.get(index) ?? {};
    this.keep(index);
    this.#reserved.delete(index);
    if (locks.length === 0) return;
    this.#parts.whenGone(index, () => {
      for (const lock of locks) lock.release();
      this.#askAgain();
    });
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#endTimer?.();
    this.#again = undefined;
  }

  /** The locks of each run; undefined when they have to wait. */
  #takeGpus(
    group: readonly SlotRun[],
    again: () => void,
  ): ReadonlyMap<number, readonly GpuLock[]> | undefined {
    const asking = group.filter(({ resources }) => (resources.gpu?.count ?? 0) > 0);
    if (asking.length === 0) return new Map();
    this.#endTimer?.();
    this.#again = again;
    const asks = asking.map((run) => this.#askOf(run));
    const answer = this.#locking(() => this.#gpus.take(asks, () => this.#askAgain()));
    if (typeof answer === 'string') {
      this.#parts.giveUp(answer);
      return undefined;
    }
    switch (answer.type) {
      case 'taken':
        this.#wait = shortestWait;
        this.#again = undefined;
        return new Map(asking.map(({ index }, i) => [index, answer.locks[i] ?? []]));
      case 'never':
        this.#again = undefined;
        this.#parts.giveUp(answer.text);
        return undefined;
      case 'wait':
        if (answer.others !== undefined) this.#waitForOthers(asking, answer.others);
        return undefined;
      case 'looking':
        return undefined;
    }
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
    if (this.#process === undefined)
      throw new Error('Internal error: this process has no identity');
    return this.#process;
  }

  /** What can't be written does not stop a run that goes on: its locks are as good as they were. */
  #each(locks: readonly GpuLock[], action: (lock: GpuLock) => void): void {
    const failure = this.#locking(() => {
      for (const lock of locks) action(lock);
    });
    if (failure !== undefined) this.#parts.say(failure);
  }

  #waitForOthers([first]: readonly SlotRun[], others: string): void {
    const { host, say } = this.#parts;
    if (first !== undefined && this.#toldOf !== first.index) {
      this.#toldOf = first.index;
      say(`#${first.index} waits for GPUs: ${others}`);
    }
    // Several that wait for the same are not to ask at the same moments.
    const wait = this.#wait * (0.5 + host.random() / 2);
    this.#wait = Math.min(this.#wait * 2, longestWait);
    this.#endTimer = host.clock.after(wait, () => this.#askAgain());
  }

  #askAgain(): void {
    const again = this.#again;
    this.#again = undefined;
    again?.();
  }
}

const environmentOf = (
  { resources, gpus }: SlotRun,
  locks: readonly GpuLock[],
): { readonly [name: string]: string } => {
  const choice = choiceOf(gpus);
  return gpuVariables({
    wanted: resources.gpu?.count,
    given: locks.map(({ gpu }) => gpu),
    named: choice === 'auto' ? undefined : choice,
  });
};

/** Undefined where nobody chose. */
function choiceOf(gpus: string | undefined): GpuChoice | undefined {
  if (gpus === undefined) return undefined;
  const choice = gpuChoice(gpus);
  if (!choice.ok) throw new Error(`Internal error: gpus are ${gpus}`);
  return choice.value;
}
