import type { IndexRange } from '../sweep/sweep-record.ts';
import type { Remark } from './remark.ts';

/** A sentence that somebody added to a sweep or to runs of it. */
export interface Note {
  /** Counts the notes of a sweep from 1, withdrawn ones too, so that it never changes. */
  readonly number: number;
  /** Id of the remark that holds it. */
  readonly remark: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly by: string;
  /** Absent: it is about the whole sweep. */
  readonly runs?: readonly IndexRange[];
}

/** What was said of one thing: a sweep, or a run. */
export interface Said {
  readonly notes: readonly Note[];
  readonly pinned: boolean;
  /** Its tags, given those that spec, context and flags gave it. */
  readonly tags: (given: readonly string[]) => readonly string[];
}

/** What all remarks of a sweep come to. */
export interface FoldedRemarks {
  /** Whether anything was said at all. */
  readonly any: boolean;
  /** All notes that hold, of the sweep and of its runs, the oldest first. */
  readonly notes: readonly Note[];
  /** Of the sweep as such. */
  readonly sweep: Said;
  /** Of one run; its tags are made of what was said of the sweep, then of the run. */
  readonly run: (index: number) => Said;
  /** Whether the sweep or a run of it is pinned. */
  readonly pinned: boolean;
  /** The tags that were added to runs, and the runs that may have them. */
  readonly runTags: readonly { readonly tag: string; readonly runs: readonly IndexRange[] }[];
}

/** Folds the remarks of a sweep, which may come in any order. Of two that contradict each other the later one counts. */
export function foldRemarks(remarks: readonly Remark[]): FoldedRemarks {
  const sorted = remarks.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const notes = notesOf(sorted);
  const ofSweep = sorted.filter(({ runs }) => runs === undefined);
  const ofRuns = sorted.filter(({ runs }) => runs !== undefined);
  const run = (index: number): Said => {
    const own = ofRuns.filter((remark) => isAbout(remark, index));
    return {
      notes: notes.filter((note) => isAbout(note, index)),
      pinned: isPinned(own),
      tags: (given) => changed(changed(given, ofSweep), own),
    };
  };
  const sweep: Said = {
    notes: notes.filter(({ runs }) => runs === undefined),
    pinned: isPinned(ofSweep),
    tags: (given) => changed(given, ofSweep),
  };
  return {
    any: sorted.length > 0,
    notes,
    sweep,
    run,
    pinned: sweep.pinned || startsOf(ofRuns).some((index) => run(index).pinned),
    runTags: runTagsOf(ofRuns),
  };
}

function notesOf(sorted: readonly Remark[]): readonly Note[] {
  const withdrawn = new Set(sorted.flatMap((remark) => remark.withdrawn ?? []));
  return sorted
    .filter(({ note }) => note !== undefined)
    .map(({ id, note = '', time, by, runs }, i) => ({
      number: i + 1,
      remark: id,
      text: note,
      time,
      by,
      ...(runs !== undefined && { runs }),
    }))
    .filter(({ remark }) => !withdrawn.has(remark));
}

const isAbout = ({ runs = [] }: { readonly runs?: readonly IndexRange[] }, index: number) =>
  runs.some(([first, last]) => first <= index && index <= last);

const isPinned = (sorted: readonly Remark[]): boolean =>
  sorted.findLast(({ pinned }) => pinned !== undefined)?.pinned ?? false;

function changed(given: readonly string[], sorted: readonly Remark[]): readonly string[] {
  const tags = new Set(given);
  for (const { addedTags = [], removedTags = [] } of sorted) {
    for (const tag of removedTags) tags.delete(tag);
    for (const tag of addedTags) tags.add(tag);
  }
  return [...tags];
}

/**
 * Runs that stand for all: between two of these indexes nothing is said of one run that is not said of its neighbour.
 * So a remark about a million runs costs no more than one about one.
 */
function startsOf(ofRuns: readonly Remark[]): readonly number[] {
  const ends = ofRuns.flatMap(({ runs = [] }) =>
    runs.flatMap(([first, last]) => [first, last + 1]),
  );
  return [...new Set(ends)].sort((a, b) => a - b);
}

function runTagsOf(ofRuns: readonly Remark[]): FoldedRemarks['runTags'] {
  const starts = startsOf(ofRuns);
  const found = new Map<string, IndexRange[]>();
  for (const [at, first] of starts.entries()) {
    const last = (starts[at + 1] ?? first + 1) - 1;
    const own = ofRuns.filter((remark) => isAbout(remark, first));
    for (const tag of changed([], own)) {
      const ranges = found.get(tag) ?? [];
      const before = ranges.at(-1);
      if (before !== undefined && before[1] === first - 1) {
        ranges[ranges.length - 1] = [before[0], last];
      } else ranges.push([first, last]);
      found.set(tag, ranges);
    }
  }
  return [...found].map(([tag, runs]) => ({ tag, runs }));
}
