/** How much of an attempt's output was told, and how it ended. */
export interface ToldOutput {
  readonly add: (bytes: Uint8Array) => void;
  /** What comes does not follow what came. */
  readonly forget: () => void;
  /** Bytes; undefined: it was not told from its beginning. */
  readonly length: () => number | undefined;
  /** The last bytes that came one after another. */
  readonly tail: () => Uint8Array;
  /** Whether what comes begins a line. */
  readonly endsLine: () => boolean;
}

const tailLength = 4096;

/** See `ToldOutput`; nothing was told yet. */
export function toldOutput(): ToldOutput {
  let length: number | undefined = 0;
  let tail: Uint8Array = new Uint8Array();
  return {
    add: (bytes) => {
      if (length !== undefined) length += bytes.length;
      tail = Buffer.concat([tail, bytes.subarray(-tailLength)]).subarray(-tailLength);
    },
    forget: () => {
      length = undefined;
      tail = new Uint8Array();
    },
    length: () => length,
    tail: () => tail,
    endsLine: () => tail.length === 0 || tail.at(-1) === 10,
  };
}
