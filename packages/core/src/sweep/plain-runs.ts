import type { AttemptFacts } from './attempt-facts.ts';

/** The facts of runs that simply succeeded, in columns of numbers, sorted by index. Times are milliseconds since the epoch. */
export interface PlainColumns {
  readonly places: readonly PlainPlace[];
  readonly index: readonly number[];
  /** Positions in `places`. */
  readonly place: readonly number[];
  /** What `#` in places stands for; absent where there is none. */
  readonly task?: readonly number[];
  readonly handed: readonly number[];
  /** Null where no clock told. */
  readonly started: readonly (number | null)[];
  readonly exited: readonly (number | null)[];
}

/**
 * Where runs were handed to, and where on a cluster they started. In an array each run has a slot of its own, which would
 * make as many texts as runs: `#` stands for the number of the task.
 */
export type PlainPlace = readonly [slot: string, startedIn?: string];

/** The place of a run, and its number. */
export function plainPlace({ slot, startedIn }: Pick<PlainRun, 'slot' | 'startedIn'>): {
  readonly place: PlainPlace;
  readonly task: number;
} {
  if (startedIn === undefined) return { place: [slot], task: 0 };
  if (startedIn !== slot) return { place: [slot, startedIn], task: 0 };
  const end = slot.lastIndexOf('-') + 1;
  const number = slot.slice(end);
  if (!/^(?:0|[1-9]\d*)$/.test(number)) return { place: [slot, slot], task: 0 };
  const template = `${slot.slice(0, end)}#`;
  return { place: [template, template], task: Number(number) };
}

const filled = (text: string, task: number): string =>
  text.endsWith('#') ? `${text.slice(0, -1)}${task}` : text;

/** One of them. */
export interface PlainRun {
  readonly index: number;
  readonly slot: string;
  /** The slot on a cluster that it started in. */
  readonly startedIn: string | undefined;
  readonly handedAt: number;
  /** Undefined where no clock told. */
  readonly startedAt: number | undefined;
  readonly exitAt: number | undefined;
}

/**
 * Runs that were handed to a worker once, started and succeeded, and of which nothing else is known: nearly all of a large
 * sweep. As columns they cost next to nothing until somebody asks for one.
 */
export class PlainRuns {
  readonly #columns: PlainColumns;
  readonly #taken = new Set<number>();

  constructor(columns: PlainColumns) {
    this.#columns = columns;
  }

  get size(): number {
    return this.#columns.index.length - this.#taken.size;
  }

  get(index: number): PlainRun | undefined {
    const position = this.#positionOf(index);
    return position === undefined || this.#taken.has(index) ? undefined : this.#at(position);
  }

  /** Gives the facts of one and forgets it: more becomes known of it. */
  take(index: number): AttemptFacts | undefined {
    const run = this.get(index);
    if (run === undefined) return undefined;
    this.#taken.add(index);
    return factsOf(run);
  }

  *values(): Generator<PlainRun> {
    const { index } = this.#columns;
    for (let position = 0; position < index.length; position++) {
      if (!this.#taken.has(index[position] ?? 0)) yield this.#at(position);
    }
  }

  #positionOf(wanted: number): number | undefined {
    const { index } = this.#columns;
    let low = 0;
    let high = index.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = index[middle] ?? 0;
      if (found === wanted) return middle;
      if (found < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  #at(position: number): PlainRun {
    const { places, index, place, task, handed, started, exited } = this.#columns;
    const [slot = '', startedIn] = places[place[position] ?? 0] ?? [];
    const number = task?.[position] ?? 0;
    return {
      index: index[position] ?? 0,
      slot: filled(slot, number),
      startedIn: startedIn === undefined ? undefined : filled(startedIn, number),
      handedAt: handed[position] ?? 0,
      startedAt: started[position] ?? undefined,
      exitAt: exited[position] ?? undefined,
    };
  }
}

/** The facts that a plain run stands for. */
function factsOf(run: PlainRun): AttemptFacts {
  const { index, slot, startedIn, handedAt, startedAt, exitAt } = run;
  return {
    attempt: 1,
    slots: [slot],
    handed: { event: 'handed', time: handedAt, run: index, attempt: 1, slot },
    started: true,
    ...(startedAt !== undefined && { startedAt }),
    ...(startedIn !== undefined && { startedIn }),
    exitCode: 0,
    ...(exitAt !== undefined && { exitAt }),
    byItself: false,
    again: false,
  };
}

/** The plain run that these facts of a run tell of; undefined when they tell anything more, or less. */
export function plainRun(index: number, attempts: readonly AttemptFacts[]): PlainRun | undefined {
  const [facts, ...later] = attempts;
  if (facts?.handed === undefined || later.length > 0) return undefined;
  const { attempt, slots, handed, started, startedAt, startedIn, exitCode, exitAt, ...others } =
    facts;
  const { byItself, again, ...more } = others;
  const { event: _, time: handedAt, run: __, attempt: ___, slot, ...moreOfHanded } = handed;
  const isPlain =
    attempt === 1 &&
    slots.length === 1 &&
    started &&
    exitCode === 0 &&
    !byItself &&
    !again &&
    Object.keys(more).length + Object.keys(moreOfHanded).length === 0;
  return isPlain ? { index, slot, startedIn, handedAt, startedAt, exitAt } : undefined;
}
