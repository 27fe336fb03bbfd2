import type { IndexRange } from '../sweep/sweep-record.ts';
import { parsePrivate } from '../values/parse-json.ts';

/**
 * What somebody said about a sweep, or about runs of it: one file in `remarks/`, written whole and never changed. What
 * holds now is a fold over all of them, so that several people can say something at the same time.
 */
export interface Remark {
  /** Its own among those of a sweep: the name of its file. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `user@host`. */
  readonly by: string;
  /** The runs it is about; absent: the whole sweep. */
  readonly runs?: readonly IndexRange[];
  readonly note?: string;
  /** Ids of the remarks whose note does not hold any more. */
  readonly withdrawn?: readonly string[];
  readonly addedTags?: readonly string[];
  readonly removedTags?: readonly string[];
  /** Whether it is to be kept from `mrun rm` and `mrun clean`. */
  readonly pinned?: boolean;
}

/** Reads a file of `remarks/`; undefined when it is none that this mrunner knows. */
export function parseRemark(id: string, text: string): Remark | undefined {
  let value: unknown;
  try {
    value = parsePrivate(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as { readonly [key in keyof Remark]?: unknown };
  if (typeof said.time !== 'number' || typeof said.by !== 'string') return undefined;
  const runs = rangesOf(said.runs);
  // Runs that can't be read must not become the whole sweep.
  if (runs === undefined && said.runs !== undefined) return undefined;
  return {
    id,
    time: said.time,
    by: said.by,
    ...(runs !== undefined && { runs }),
    ...(typeof said.note === 'string' && { note: said.note }),
    ...(areTexts(said.withdrawn) && { withdrawn: said.withdrawn }),
    ...(areTexts(said.addedTags) && { addedTags: said.addedTags }),
    ...(areTexts(said.removedTags) && { removedTags: said.removedTags }),
    ...(typeof said.pinned === 'boolean' && { pinned: said.pinned }),
  };
}

const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const rangesOf = (value: unknown): readonly IndexRange[] | undefined =>
  Array.isArray(value) &&
  value.every((range) => Array.isArray(range) && range.length === 2 && range.every(isIndex))
    ? (value as readonly IndexRange[])
    : undefined;

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
