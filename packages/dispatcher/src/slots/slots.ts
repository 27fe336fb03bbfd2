import {
  type Demand,
  demandOf,
  fitsBeside,
  gpuVariables,
  type ProcessIdentity,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { GpuLock } from './gpu-locks.ts';
import { choiceOf, RunGpus } from './run-gpus.ts';
import type { SlotRun, SlotsParts } from './slot-run.ts';

/** What a run has while it goes on. */
interface Reservation {
  readonly demand: Demand;
  readonly locks: readonly GpuLock[];
  readonly env: { readonly [name: string]: string };
}

type Limits = ReturnType<Host['machine']['limits']>;

/** Who may run now: slots, processors, memory and GPUs of this machine, for the runs of one launch. */
export class Slots {
  readonly #parts: SlotsParts;
  readonly #gpus: RunGpus;
  readonly #reserved = new Map<number, Reservation>();
  #knownLimits: Limits | undefined;

  constructor(parts: SlotsParts) {
    this.#parts = parts;
    this.#gpus = new RunGpus(parts);
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
    const capacity = { parallel: this.#parts.parallel(), ...this.#limits() };
    const goingOn = Array.from(this.#reserved.values(), ({ demand }) => demand);
    if (!fitsBeside(demands, goingOn, capacity)) return false;
    const locks = this.#gpus.take(group, again);
    if (locks === undefined) return false;
    for (const run of group) {
      const own = locks.get(run.index) ?? [];
      const env = environmentOf(run, own);
      this.#reserved.set(run.index, { demand: demandOf(run.resources), locks: own, env });
    }
    return true;
  }

  /** Counts a run that an earlier launcher started and that goes on, with the GPUs that it has. */
  occupy(run: SlotRun, gpus: readonly string[]): void {
    const locks = this.#gpus.adopt(run, gpus);
    this.#reserved.set(run.index, { demand: demandOf(run.resources), locks, env: {} });
  }

  /** What a run's process gets, over what it inherits: which GPUs it sees. */
  environmentOf(index: number): { readonly [name: string]: string } {
    return this.#reserved.get(index)?.env ?? {};
  }

  /** The GPUs that a run has for itself. From now on they are its worker's. */
  hold(index: number, worker: ProcessIdentity | undefined): readonly string[] {
    const locks = this.#locksOf(index);
    if (worker !== undefined) this.#gpus.hold(locks, worker);
    return locks.map(({ gpu }) => gpu);
  }

  /** A run goes on without its worker: its GPUs are kept by this process. */
  keep(index: number): void {
    this.#gpus.keep(this.#locksOf(index));
  }

  /** A run has ended or does not start. Its GPUs are free when nothing of it lives any more. */
  release(index: number): void {
    const locks = this.#locksOf(index);
    this.keep(index);
    this.#reserved.delete(index);
    if (locks.length > 0) this.#parts.whenGone(index, () => this.#gpus.release(locks));
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#gpus.close();
  }

  #locksOf(index: number): readonly GpuLock[] {
    return this.#reserved.get(index)?.locks ?? [];
  }

  /** Asked once: finding out takes longer than starting a run. */
  #limits(): Limits {
    this.#knownLimits ??= this.#parts.host.machine.limits();
    return this.#knownLimits;
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
