/** A file that a worker put into its container's log. */
export interface FramedFile {
  readonly run: number;
  readonly attempt: number;
  /** `result.json`, `metrics.jsonl`; of packed runs `log`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a worker's file of events got since the frame before. */
export interface FramedEvents {
  readonly slot: string;
  /** Where in the file it belongs, in bytes. */
  readonly offset: number;
  /** Lines of JSON. */
  readonly bytes: Uint8Array;
}

/** What a container's log, or a piece of one, holds. */
export interface Frames {
  /** What is in no frame: in the log of a pod with one run, that run's own output. */
  readonly output: Uint8Array;
  readonly events: readonly FramedEvents[];
  readonly files: readonly FramedFile[];
  /** Records of the environment, as JSON. */
  readonly environments: readonly Uint8Array[];
  /** The frame is there that all else of a log comes after: of a log that has none, the beginning is gone. */
  readonly begins: boolean;
  /** So many bytes at the end may be the beginning of a frame: they belong in front of the next piece. */
  readonly rest: number;
}

/**
 * Takes the frames out of a container's log. A frame is a line break, a line `::mrunner <mark> events <slot> <offset> <bytes>` or
 * `::mrunner <mark> file <run> <attempt> <name> <bytes>` or `::mrunner <mark> environment <bytes>` or `::mrunner <mark> begin <bytes>`, and
 * so many bytes. A frame that another one begins in was torn, and is left out.
 *
 * @param mark 16 hex digits, of the sweep's own: without them a run that prints such lines would be believed
 * @param bytes what was not parsed yet: the last `rest` bytes of the piece before, and what came since
 */
export function parseFrames(mark: string, bytes: Uint8Array): Frames {
  const begin = ascii(`\n::mrunner ${mark} `);
  const output: Uint8Array[] = [];
  const events: FramedEvents[] = [];
  const files: FramedFile[] = [];
  const environments: Uint8Array[] = [];
  let begins = false;
  let at = 0;
  for (;;) {
    const found = findFrame(bytes, begin, at);
    output.push(bytes.subarray(at, found.at));
    if (found.kind !== 'frame') {
      const rest = bytes.length - found.at;
      return { output: joined(output), events, files, environments, begins, rest };
    }
    const content = bytes.subarray(found.from, found.to);
    if (found.header.kind === 'events') events.push({ ...found.header.events, bytes: content });
    else if (found.header.kind === 'file') files.push({ ...found.header.file, bytes: content });
    else if (found.header.kind === 'environment') environments.push(content);
    else if (found.header.kind === 'begin') begins = true;
    at = found.to;
  }
}

type Header =
  | {
      readonly kind: 'events';
      readonly events: Pick<FramedEvents, 'slot' | 'offset'>;
      readonly bytes: number;
    }
  | {
      readonly kind: 'file';
      readonly file: Pick<FramedFile, 'run' | 'attempt' | 'name'>;
      readonly bytes: number;
    }
  | { readonly kind: 'environment' | 'begin'; readonly bytes: number }
  /** Its bytes are not all there. */
  | { readonly kind: 'torn'; readonly bytes: number };

type Found =
  /** From here on it may be a frame. At the end of `bytes`: there is none. */
  | { readonly kind: 'none'; readonly at: number }
  | {
      readonly kind: 'frame';
      readonly at: number;
      readonly header: Header;
      readonly from: number;
      readonly to: number;
    };

/** The longest header line there can be. */
const longestHeader = 200;

/** The first frame from a place on. */
function findFrame(bytes: Uint8Array, begin: Uint8Array, start: number): Found {
  let at = indexOfBegin(bytes, begin, start);
  while (at + begin.length <= bytes.length) {
    const lineEnd = bytes.indexOf(lineBreak, at + begin.length);
    const isShort = (lineEnd < 0 ? bytes.length : lineEnd) - at < longestHeader;
    if (lineEnd < 0 && isShort) return { kind: 'none', at };
    const header = isShort
      ? readHeader(text(bytes.subarray(at + begin.length, lineEnd)))
      : undefined;
    if (header !== undefined) return frameAt(bytes, begin, { at, header, from: lineEnd + 1 });
    at = indexOfBegin(bytes, begin, at + 1);
  }
  return { kind: 'none', at };
}

function frameAt(
  bytes: Uint8Array,
  begin: Uint8Array,
  { at, header, from }: { readonly at: number; readonly header: Header; readonly from: number },
): Found {
  const to = from + header.bytes;
  // The header's own line break may be the one that the next frame begins with.
  const next = indexOfBegin(bytes, begin, from - 1);
  const isWhole = next + begin.length <= bytes.length;
  if (isWhole && next < to) {
    const torn = { kind: 'torn', bytes: header.bytes } as const;
    return { kind: 'frame', at, header: torn, from, to: Math.max(next, from - 1) };
  }
  return to <= bytes.length ? { kind: 'frame', at, header, from, to } : { kind: 'none', at };
}

function readHeader(line: string): Header | undefined {
  const [, slot, offset, run, attempt, name, word, size] =
    /^(?:events ([\w.-]+) (\d{1,12})|file (\d+) (\d+) ([\w.-]+)|(environment|begin)) (\d{1,9})$/.exec(
      line,
    ) ?? [];
  if (size === undefined) return undefined;
  const bytes = Number(size);
  if (slot !== undefined)
    return { kind: 'events', events: { slot, offset: Number(offset) }, bytes };
  if (word === 'environment' || word === 'begin') return { kind: word, bytes };
  if (name === undefined) return undefined;
  return { kind: 'file', file: { run: Number(run), attempt: Number(attempt), name }, bytes };
}

const lineBreak = 10;

/** Where a text begins; where none does, the first place from which on it may, which is the end when it can't. */
function indexOfBegin(bytes: Uint8Array, begin: Uint8Array, start: number): number {
  let at = bytes.indexOf(lineBreak, Math.max(start, 0));
  while (at >= 0) {
    const length = Math.min(begin.length, bytes.length - at);
    let same = 1;
    while (same < length && bytes[at + same] === begin[same]) same += 1;
    if (same === length) return at;
    at = bytes.indexOf(lineBreak, at + 1);
  }
  return bytes.length;
}

const ascii = (words: string): Uint8Array => new TextEncoder().encode(words);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
