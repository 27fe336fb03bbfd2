import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import type { MarkedProcess } from '../processes/marked-processes.ts';
import type { ActiveRun } from './active-runs.ts';
import { workerEvidence } from './end-evidence.ts';
import type { Answer, LaunchState } from './launch-state.ts';
import type { RunEnds } from './run-ends.ts';

/** Milliseconds between two looks: a few small files each. */
const pause = 100;

/**
 * Attempts that an earlier launcher started and this one waits for. Their workers talk to nobody any more, but record as
 * ever how an attempt ends.
 */
export class AdoptedRuns {
  readonly #launch: LaunchState;
  readonly #ends: RunEnds;
  readonly #answer: Answer;
  #endTimer: (() => void) | undefined;
  #runs: readonly ActiveRun[] = [];

  constructor(launch: LaunchState, ends: RunEnds, answer: Answer) {
    this.#launch = launch;
    this.#ends = ends;
    this.#answer = answer;
  }

  /** Takes them over; each fills a slot until it ends. */
  adopt(runs: readonly ActiveRun[]): void {
    const { counter, observe } = this.#launch.parts;
    this.#runs = runs;
    for (const run of runs) {
      this.#launch.slots.occupy(this.#launch.slotRun(run.queued), run.gpus);
      this.#launch.active.add(run);
      counter.move(run.queued.countedAs, 'running');
      observe({ type: 'started', run });
    }
    this.#look();
  }

  /** Looks after them no longer. */
  leave(): void {
    this.#endTimer?.();
    this.#runs = [];
  }

  #look(): void {
    let found: readonly MarkedProcess[] | undefined;
    const marked = (): readonly MarkedProcess[] => {
      found ??= this.#launch.parts.find();
      return found;
    };
    // Who is gone is asked first of all: what it recorded, and what it left, is seen for sure then.
    const looks = this.#runs.map((run) => ({
      run,
      isGone: isWorkerGone(this.#launch.parts.host, run),
    }));
    const ended = looks.flatMap((look) => this.#endOf(look, marked) ?? []);
    if (ended.length > 0) {
      this.#runs = this.#runs.filter((run) => !ended.some((it) => it.run === run));
      this.#answer(() => {
        for (const { run, code } of ended) this.#ends.endAdopted(run, code);
      });
    }
    const { clock } = this.#launch.parts.host;
    if (this.#runs.length > 0) this.#endTimer = clock.after(pause, () => this.#look());
  }

  /** Undefined as long as it may go on; without a code when nobody recorded how it ended. */
  #endOf(
    { run, isGone }: { readonly run: ActiveRun; readonly isGone: boolean },
    marked: () => readonly MarkedProcess[],
  ): { run: ActiveRun; code: number | undefined } | undefined {
    const { host, sweep } = this.#launch.parts;
    const { code } = workerEvidence(host, sweep.home, { ...run, slot: run.worker.slot });
    if (code !== undefined) return { run, code };
    const isLeft = (it: { run: number; attempt: number }): boolean =>
      it.run === run.index && it.attempt === run.attempt;
    if (isGone && !marked().some(isLeft)) return { run, code: undefined };
    if (isGone) this.#launch.slots.keep(run.index);
    return undefined;
  }
}

const isWorkerGone = (host: Host, { worker: { identity } }: ActiveRun): boolean =>
  identity === undefined || livenessOf(host, identity) === 'gone';
