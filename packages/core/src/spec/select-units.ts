import type { IndexRange, Selection } from '../sweep/sweep-record.ts';
import { sampleUnit } from './distribution.ts';
import type { Awaitable, EvaluatedUnit, UnitSource } from './evaluated.ts';
import { mergeRanges } from './parse-selection.ts';

/** A selected unit, with the index of its first run. */
export interface SelectedUnit {
  readonly first: number;
  unit(): Awaitable<EvaluatedUnit | undefined>;
}

/** What a walk over the sources learns besides the units. */
export interface WalkResult {
  /** Experiments of the unselected spec; of an unfinished walk, those that were seen. */
  specCount: number;
  /** Whether the walk saw the spec's end. */
  complete: boolean;
}

/**
 * The selected units, in the order they are to be run: the spec's, then `only`, then `shuffle`, then `limit`. Units that
 * are not selected are not evaluated, unless `where` or a generator leaves no other way to know the indexes.
 */
export async function* selectUnits(
  sources: AsyncIterable<UnitSource>,
  selection: Selection,
  result: WalkResult,
): AsyncGenerator<SelectedUnit> {
  const only = selection.only === undefined ? undefined : mergeRanges(selection.only);
  if (selection.shuffle !== undefined) {
    yield* shuffled(sources, selection, only, result);
    return;
  }
  let taken = 0;
  const limit = selection.limit ?? Number.POSITIVE_INFINITY;
  for await (const source of sources) {
    const offset = result.specCount;
    if (source.filtered) {
      for (let candidate = 0; candidate < source.candidates; candidate++) {
        if (taken >= limit || isPast(only, result.specCount)) return;
        const unit = await source.unit(candidate);
        if (unit === undefined) continue;
        const first = result.specCount;
        result.specCount += source.size;
        if (!touches(only, first, source.size)) continue;
        taken++;
        yield { first, unit: () => unit };
      }
    } else {
      // The count is known at once, whether or not the units are needed.
      result.specCount += source.size * source.candidates;
      for (const candidate of candidatesIn(only, offset, source)) {
        if (taken >= limit) break;
        taken++;
        yield { first: offset + candidate * source.size, unit: () => source.unit(candidate) };
      }
    }
    if (source.generated && (taken >= limit || isPast(only, result.specCount))) return;
  }
  result.complete = true;
}

const isPast = (only: readonly IndexRange[] | undefined, index: number): boolean =>
  only !== undefined && index > (only.at(-1)?.[1] ?? -1);

const touches = (only: readonly IndexRange[] | undefined, first: number, size: number): boolean =>
  only === undefined || only.some(([from, to]) => from < first + size && to >= first);

function* candidatesIn(
  only: readonly IndexRange[] | undefined,
  offset: number,
  { size, candidates }: UnitSource,
): Generator<number> {
  if (only === undefined) {
    for (let candidate = 0; candidate < candidates; candidate++) yield candidate;
    return;
  }
  let next = 0;
  for (const [from, to] of only) {
    const first = Math.max(next, Math.floor((from - offset) / size));
    const last = Math.min(candidates - 1, Math.floor((to - offset) / size));
    for (let candidate = first; candidate <= last; candidate++) yield candidate;
    next = Math.max(next, last + 1);
  }
}

/** Shuffling needs to know how many there are, so the sources are walked; units are evaluated only where indexes demand it. */
async function* shuffled(
  sources: AsyncIterable<UnitSource>,
  { shuffle = 0, limit }: Selection,
  only: readonly IndexRange[] | undefined,
  result: WalkResult,
): AsyncGenerator<SelectedUnit> {
  const segments: { count: number; at(rank: number): SelectedUnit }[] = [];
  for await (const source of sources) {
    const offset = result.specCount;
    const { size } = source;
    if (source.filtered) {
      const kept: SelectedUnit[] = [];
      for (let candidate = 0; candidate < source.candidates; candidate++) {
        const unit = await source.unit(candidate);
        if (unit === undefined) continue;
        const first = result.specCount;
        result.specCount += size;
        if (touches(only, first, size)) kept.push({ first, unit: () => unit });
      }
      segments.push({ count: kept.length, at: (rank) => kept[rank] as SelectedUnit });
    } else {
      result.specCount += size * source.candidates;
      const chosen = only === undefined ? undefined : [...candidatesIn(only, offset, source)];
      segments.push({
        count: chosen?.length ?? source.candidates,
        at: (rank) => {
          const candidate = chosen?.[rank] ?? rank;
          return { first: offset + candidate * size, unit: () => source.unit(candidate) };
        },
      });
    }
  }
  result.complete = true;
  const total = segments.reduce((sum, segment) => sum + segment.count, 0);
  for (const rank of shuffledRanks(total, Math.min(limit ?? total, total), shuffle)) {
    let below = rank;
    const segment = segments.find(({ count }) => {
      if (below < count) return true;
      below -= count;
      return false;
    });
    if (segment !== undefined) yield segment.at(below);
  }
}

/** The first `wanted` of the numbers below `total` in shuffled order; memory grows with `wanted` alone. */
export function* shuffledRanks(total: number, wanted: number, seed: number): Generator<number> {
  const moved = new Map<number, number>();
  for (let position = 0; position < wanted; position++) {
    const other = position + Math.floor(sampleUnit(seed, position, 'shuffle') * (total - position));
    yield moved.get(other) ?? other;
    moved.set(other, moved.get(position) ?? position);
    moved.delete(position);
  }
}
