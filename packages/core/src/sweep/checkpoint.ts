import {
  type PlainColumns,
  type PlainPlace,
  type PlainRun,
  PlainRuns,
  plainPlace,
  plainRun,
} from './plain-runs.ts';
import type { FileContext } from './read-events.ts';
import { noFacts, type SweepFacts } from './sweep-facts.ts';

/** Raised when older checkpoints would leave out facts that the fold asks for. Those of another number are not read. */
const checkpointFormat = 3;

/** How far a file of `events/` was read. */
export interface FilePosition extends FileContext {
  /** Bytes of whole lines. */
  readonly bytes: number;
}

/** What the events told up to certain places in their files: whoever knows it reads only what comes after. */
export interface Checkpoint {
  /** By the names of the files in `events/`. */
  readonly files: { readonly [name: string]: FilePosition };
  readonly facts: SweepFacts;
}

/** A checkpoint as JSON. Runs that simply succeeded become columns of small numbers. */
export function checkpointText({ files, facts }: Checkpoint): string {
  const plain: PlainRun[] = [...(facts.plain?.values() ?? [])];
  const runs = new Map<number, unknown>();
  for (const [index, attempts] of facts.runs) {
    const run = plainRun(index, attempts);
    if (run === undefined) runs.set(index, attempts);
    else plain.push(run);
  }
  const others = Object.entries({ ...facts, runs }).filter(([name]) => name !== 'plain');
  const written = {
    format: checkpointFormat,
    files,
    facts: Object.fromEntries(others.map(([name, value]) => [name, collected(value)])),
    plain: relativeColumns(plain.sort((a, b) => a.index - b.index)),
  };
  return JSON.stringify(written, refuseCollections);
}

/** Reads what `checkpointText` made; undefined when it is anything else. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    // Its numbers are times and counts, its keys our own: what `parsePrivate` takes care of is not among them.
    const { format, files, facts, plain } = JSON.parse(text) as Written;
    if (format !== checkpointFormat) return undefined;
    const known = Object.entries(facts).map(([name, value]) => [name, restored(value)]);
    const columns = absoluteColumns(plain);
    return {
      files,
      facts: { ...noFacts(), ...Object.fromEntries(known), plain: new PlainRuns(columns) },
    };
  } catch {
    return undefined;
  }
}

interface Written {
  readonly format: number;
  readonly files: Checkpoint['files'];
  readonly facts: { readonly [name: string]: unknown };
  readonly plain: PlainColumns;
}

const collected = (value: unknown): unknown => {
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof Set) return { set: [...value] };
  return { value };
};

const restored = (written: unknown): unknown => {
  const { map, set, value } = written as {
    map?: [unknown, unknown][];
    set?: unknown[];
    value?: unknown;
  };
  if (map !== undefined) return new Map(map);
  return set === undefined ? value : new Set(set);
};

/** JSON would make them empty objects, and facts would be lost without a word. */
const refuseCollections = (name: string, value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) {
    throw new Error(`Internal error: a checkpoint can't keep the collection ${name}`);
  }
  return value;
};

/** Each number as its distance to the one before, or in its row: then the text is half as long. */
function relativeColumns(runs: readonly PlainRun[]): PlainColumns {
  const placed = runs.map(plainPlace);
  const places: PlainPlace[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (place: PlainPlace): number => {
    const name = place.join('\0');
    let number = numbers.get(name);
    if (number === undefined) {
      number = places.push(place) - 1;
      numbers.set(name, number);
    }
    return number;
  };
  const hasTasks = placed.some(({ task }) => task > 0);
  return {
    index: runs.map(({ index }, i) => index - (runs[i - 1]?.index ?? 0)),
    place: placed.map(({ place }) => numberOf(place)),
    places,
    ...(hasTasks && { task: placed.map(({ task }, i) => task - (placed[i - 1]?.task ?? 0)) }),
    handed: runs.map(({ handedAt }, i) => handedAt - (runs[i - 1]?.handedAt ?? 0)),
    started: runs.map(({ handedAt, startedAt }) => distance(handedAt, startedAt)),
    exited: runs.map(({ handedAt, exitAt }) => distance(handedAt, exitAt)),
  };
}

const distance = (from: number, to: number | undefined): number | null =>
  to === undefined ? null : to - from;

function absoluteColumns(relative: PlainColumns): PlainColumns {
  const { places, place } = relative;
  const task = relative.task === undefined ? undefined : sums(relative.task);
  const index = sums(relative.index);
  const handed = sums(relative.handed);
  const after = (distance: number | null, i: number): number | null =>
    distance === null ? null : (handed[i] ?? 0) + distance;
  const columns = {
    places,
    index,
    place,
    ...(task !== undefined && { task }),
    handed,
    started: relative.started.map(after),
    exited: relative.exited.map(after),
  };
  const lengths = [index, place, task ?? index, handed, columns.started, columns.exited].map(
    ({ length }) => length,
  );
  if (new Set(lengths).size > 1) throw new SyntaxError('columns of unequal lengths');
  return columns;
}

function sums(distances: readonly number[]): readonly number[] {
  let sum = 0;
  return distances.map((distance) => {
    sum += distance;
    return sum;
  });
}
