import type { LinePart } from './stamped-parts.ts';

/** Which lines of a log were told, so that another connection goes on behind them. */
export interface ToldLines {
  /** What was written from then on is to be asked for, RFC 3339; undefined: all. */
  readonly since: () => string | undefined;
  /** What comes next is the beginning of another connection's answer. */
  readonly reconnect: () => void;
  /** What of a part was not told yet. `isGap`: what was told last is not there any more, nor what may have followed it. */
  readonly take: (part: LinePart) => { readonly bytes: Uint8Array; readonly isGap?: true };
}

interface Line {
  readonly stamp: string;
  /** Bytes of it that were told. */
  length: number;
}

/** So many lines of a second are remembered one by one, at least half of them. */
const mostLines = 20_000;

/**
 * Kubernetes knows no places in a log: it can be asked for what was written since a whole second. Of that second the lines that were
 * told are remembered, by their stamps; they come again, in the same order, before what is new, unless the node's file was rotated
 * meanwhile: then they begin with a later one, or are all gone.
 */
export function toldLines(): ToldLines {
  let lines: Line[] = [];
  /** Lines of the second before those that are remembered. */
  let forgotten = 0;
  let second = '';
  let since: string | undefined;
  let place: Place = { kind: 'new' };

  const add = (stamp: string, length: number): void => {
    if (!stamp.startsWith(second) || second === '') {
      second = stamp.slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
      since = second + stamp.replace(/^.{19}(?:\.\d+)?/, '');
      const least = Date.parse(since);
      lines = lines.filter((line) => Date.parse(line.stamp) >= least);
      forgotten = 0;
    }
    lines.push({ stamp, length });
    if (lines.length <= mostLines) return;
    forgotten += lines.length - mostLines / 2;
    lines = lines.slice(-mostLines / 2);
  };
  const isNew = (stamp: string, bytes: Uint8Array): { readonly bytes: Uint8Array } => {
    place = { kind: 'new' };
    add(stamp, bytes.length);
    return { bytes };
  };
  /** Of the line at hand, so many bytes of which were told. */
  const beyond = (line: Line, from: number, bytes: Uint8Array): Uint8Array => {
    const rest = bytes.subarray(Math.min(bytes.length, Math.max(0, line.length - from)));
    if (line !== lines.at(-1)) return nothing;
    line.length += rest.length;
    return rest;
  };
  const begin = (stamp: string, bytes: Uint8Array) => {
    if (place.kind === 'new') return isNew(stamp, bytes);
    if (place.kind === 'known') {
      const line = lines[place.index + 1];
      if (line?.stamp !== stamp) return isNew(stamp, bytes);
      place = { kind: 'known', index: place.index + 1, at: bytes.length };
      return { bytes: beyond(line, 0, bytes) };
    }
    const index = place.first.get(stamp);
    const line = index === undefined ? undefined : lines[index];
    // Many may be written at the same time.
    if (place.forgotten > 0 && (index === undefined || index === 0)) {
      place = { ...place, forgotten: place.forgotten - 1 };
      return { bytes: nothing };
    }
    if (index !== undefined && line !== undefined) {
      place = { kind: 'known', index, at: bytes.length };
      return { bytes: beyond(line, 0, bytes) };
    }
    lines = [];
    return { ...isNew(stamp, bytes), isGap: true } as const;
  };
  const goOn = (bytes: Uint8Array): Uint8Array => {
    // The rest of a line that began before the last one.
    if (place.kind === 'sought') return nothing;
    if (place.kind === 'known') {
      const line = lines[place.index];
      const from = place.at;
      place = { ...place, at: from + bytes.length };
      return line === undefined ? nothing : beyond(line, from, bytes);
    }
    const line = lines.at(-1);
    if (line !== undefined) line.length += bytes.length;
    return bytes;
  };
  return {
    since: () => (lines.length === 0 ? undefined : since),
    reconnect: () => {
      const first = new Map(lines.map(({ stamp }, index) => [stamp, index] as const).reverse());
      place = lines.length === 0 ? { kind: 'new' } : { kind: 'sought', forgotten, first };
    },
    take: ({ stamp, bytes }) =>
      stamp === undefined ? { bytes: goOn(bytes) } : begin(stamp, bytes),
  };
}

/** Where in an answer we are: before the first line that is remembered, at one of those, or behind them. */
type Place =
  | {
      readonly kind: 'sought';
      readonly forgotten: number;
      /** Of the lines with a stamp, the place of the first. */
      readonly first: ReadonlyMap<string, number>;
    }
  /** `at`: bytes of the line that have come. */
  | { readonly kind: 'known'; readonly index: number; readonly at: number }
  | { readonly kind: 'new' };

const nothing = new Uint8Array();
