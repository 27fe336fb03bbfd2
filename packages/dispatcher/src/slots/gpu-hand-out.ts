import { assignGpus, type GpuChoice, gpuShortage, type Result, visibleGpus } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { adoptGpu, type GpuHolder, type GpuLock, holderOf, takeGpu } from './gpu-locks.ts';
import { type GpuLook, lookAtGpus } from './nvidia-smi.ts';

/** GPUs that a run is to have for itself. */
export interface GpuAsk {
  readonly index: number;
  readonly count: number;
  readonly choice: GpuChoice;
  /** CUDA_VISIBLE_DEVICES as the run would have it otherwise: `auto` stays within it. */
  readonly visible: string | undefined;
  readonly holder: GpuHolder;
}

/** What comes of asking for GPUs. */
export type GpuAnswer =
  /** The locks of each ask. */
  | { readonly type: 'taken'; readonly locks: readonly (readonly GpuLock[])[] }
  /** Not now; `others` says who has them, if it is not this launch alone. */
  | { readonly type: 'wait'; readonly others: string | undefined }
  /** It is being found out; the callback tells when to ask again. */
  | { readonly type: 'looking' }
  /** There will never be enough, or nobody can tell. */
  | { readonly type: 'never'; readonly text: string };

/** Milliseconds that a look at the machine's GPUs is good for: the starts of one answer share one. */
const freshFor = 1000;

/** Hands out GPUs to the runs of one launch, none twice, and none that somebody else on this machine uses. */
export class GpuHandOut {
  readonly #host: Host;
  readonly #held = new Set<string>();
  #look: { readonly at: number; readonly result: Result<GpuLook> } | undefined;
  #isLooking = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes GPUs for runs that start together: for all of them or for none. `changed` is called after `looking`. */
  take(asks: readonly GpuAsk[], changed: () => void): GpuAnswer {
    let look: GpuLook | undefined;
    if (asks.some(({ choice }) => choice === 'auto')) {
      const result = this.#freshLook(changed);
      if (result === undefined) return { type: 'looking' };
      if (!result.ok) return { type: 'never', text: result.problems[0]?.message ?? '' };
      look = result.value;
    }
    const wants = asks.map((ask) => ({ count: ask.count, from: candidates(ask, look) }));
    const shortage = gpuShortage(wants);
    if (shortage !== undefined) {
      const who = asks.map(({ index }) => `#${index}`).join(', ');
      const ask = asks.length === 1 ? 'asks' : 'together ask';
      return { type: 'never', text: `${who} ${ask} for ${shortage}` };
    }
    const others = new Map<string, string>();
    // A list is taken at its word: what else computes there is the user's affair.
    const isNamed = (gpu: string): boolean =>
      asks.some(({ choice }) => choice !== 'auto' && choice.includes(gpu));
    const assigned = assignGpus(wants, (gpu) =>
      this.#isFree(gpu, isNamed(gpu) ? undefined : look, others),
    );
    if (assigned === undefined) {
      // Whoever asks again does so to learn what has changed.
      this.#look = undefined;
      return waitFor(others);
    }
    return this.#lock(asks, assigned);
  }

  /** Keeps for a run what it has had since an earlier launch. */
  adopt(gpus: readonly string[], holder: GpuHolder): readonly GpuLock[] {
    return gpus.map((gpu) => {
      this.#held.add(gpu);
      return this.#counted(adoptGpu(this.#host, gpu, holder));
    });
  }

  #lock(asks: readonly GpuAsk[], assigned: readonly (readonly string[])[]): GpuAnswer {
    const taken: GpuLock[] = [];
    const locks: GpuLock[][] = [];
    for (const [position, gpus] of assigned.entries()) {
      const own: GpuLock[] = [];
      const ask = asks[position];
      if (ask === undefined) throw new Error('Internal error: GPUs for nobody');
      for (const gpu of gpus) {
        const lock = takeGpu(this.#host, gpu, ask.holder);
        if ('process' in lock) {
          for (const each of taken) each.release();
          return waitFor(new Map([[gpu, holderText(lock)]]));
        }
        taken.push(lock);
        own.push(this.#counted(lock));
      }
      locks.push(own);
    }
    for (const { gpu } of taken) this.#held.add(gpu);
    return { type: 'taken', locks };
  }

  #counted(lock: GpuLock): GpuLock {
    return {
      ...lock,
      release: () => {
        this.#held.delete(lock.gpu);
        // What was seen on it then was its run.
        this.#look = undefined;
        lock.release();
      },
    };
  }

  #isFree(gpu: string, look: GpuLook | undefined, others: Map<string, string>): boolean {
    if (this.#held.has(gpu)) return false;
    const holder = holderOf(this.#host, gpu);
    const [pid] = look?.processes.get(gpu) ?? [];
    if (holder !== undefined) others.set(gpu, holderText(holder));
    else if (pid !== undefined) others.set(gpu, `process ${pid}`);
    return holder === undefined && pid === undefined;
  }

  #freshLook(changed: () => void): Result<GpuLook> | undefined {
    const { clock } = this.#host;
    const known = this.#look;
    if (known !== undefined && clock.now() - known.at < freshFor) return known.result;
    if (!this.#isLooking) {
      this.#isLooking = true;
      void lookAtGpus(this.#host).then((result) => {
        this.#isLooking = false;
        this.#look = { at: clock.now(), result };
        changed();
      });
    }
    return undefined;
  }
}

/** The GPUs that a run may get, by name. */
const candidates = ({ choice, visible }: GpuAsk, look: GpuLook | undefined): readonly string[] =>
  choice === 'auto' ? visibleGpus(look?.devices ?? [], visible).map(({ index }) => index) : choice;

const waitFor = (others: ReadonlyMap<string, string>): GpuAnswer => ({
  type: 'wait',
  others:
    others.size === 0
      ? undefined
      : [...others].map(([gpu, who]) => `${gpu} is used by ${who}`).join(', '),
});

const holderText = ({ run, user }: GpuHolder): string => `${run} of ${user}`;
