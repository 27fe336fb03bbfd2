import type { PlainRun, PlainRuns } from './plain-runs.ts';
import type { AttemptStatus, RunStatus } from './run-state.ts';

/** The runs that something is recorded of. Those that simply succeeded are made when they are asked for. */
export class RecordedRuns implements ReadonlyMap<number, RunStatus> {
  readonly #others: ReadonlyMap<number, RunStatus>;
  readonly #plain: PlainRuns;
  /** The hash of the code that a slot runs. */
  readonly #codeOf: (slot: string) => string | undefined;

  constructor(
    others: ReadonlyMap<number, RunStatus>,
    plain: PlainRuns,
    codeOf: (slot: string) => string | undefined,
  ) {
    this.#others = others;
    this.#plain = plain;
    this.#codeOf = codeOf;
  }

  get size(): number {
    return this.#others.size + this.#plain.size;
  }

  has(index: number): boolean {
    return this.#others.has(index) || this.#plain.get(index) !== undefined;
  }

  get(index: number): RunStatus | undefined {
    const known = this.#others.get(index);
    if (known !== undefined) return known;
    const plain = this.#plain.get(index);
    return plain && this.#statusOf(plain);
  }

  *values(): MapIterator<RunStatus> {
    yield* this.#others.values();
    for (const run of this.#plain.values()) yield this.#statusOf(run);
    return undefined;
  }

  *keys(): MapIterator<number> {
    yield* this.#others.keys();
    for (const { index } of this.#plain.values()) yield index;
    return undefined;
  }

  *entries(): MapIterator<[number, RunStatus]> {
    for (const status of this.values()) yield [status.index, status];
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[number, RunStatus]> {
    return this.entries();
  }

  forEach(
    callback: (status: RunStatus, index: number, map: ReadonlyMap<number, RunStatus>) => void,
  ): void {
    for (const [index, status] of this) callback(status, index, this);
  }

  /** As the fold of its facts has it. Made for each of very many, so it is written plainly. */
  #statusOf(run: PlainRun): RunStatus {
    const { index, slot, startedIn, handedAt, startedAt, exitAt } = run;
    const code = this.#codeOf(slot);
    const attempt: Mutable<AttemptStatus> = {
      attempt: 1,
      state: 'succeeded',
      reason: null,
      exitCode: 0,
      startedAt: startedAt ?? handedAt,
      slots: [startedIn ?? slot],
    };
    if (exitAt !== undefined) attempt.endedAt = exitAt;
    if (code !== undefined) attempt.code = code;
    return { index, ...attempt, attempts: [attempt] };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
