import { type Frames, parseFrames } from '@mrunner/core/kubernetes';

/** Takes the log of a worker apart as it comes. */
export interface LogFrames {
  readonly take: (piece: Uint8Array) => void;
  /**
   * Reads what waits to be read. Answers what could become a frame and has not: if nothing more comes it is output. It is not told
   * again as such. What is known to be a frame that is not whole is no output.
   */
  readonly rest: () => Uint8Array;
}

/**
 * See `LogFrames`.
 *
 * @param mark of the sweep; without one all is output
 * @param atOnce bytes that are waited for, if more is to come
 */
export function logFrames(
  mark: string | undefined,
  atOnce: number,
  told: (frames: Omit<Frames, 'rest'>) => void,
): LogFrames {
  const begin = Buffer.from(`\n::mrunner ${mark} `);
  let held: Uint8Array = new Uint8Array();
  /** Bytes of it that were answered already. */
  let answered = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const read = (): void => {
    const bytes = Buffer.concat([held, ...waiting]);
    waiting = [];
    waitingBytes = 0;
    if (mark === undefined) {
      told({ ...outputAlone, output: bytes });
      return;
    }
    const { rest, output, ...frames } = parseFrames(mark, bytes);
    held = bytes.slice(bytes.length - rest);
    const isOutput = rest < bytes.length && !startsWith(bytes, begin);
    told({ ...frames, output: isOutput ? output.subarray(answered) : output });
    if (rest < bytes.length) answered = 0;
  };
  return {
    take: (piece) => {
      waiting.push(piece);
      waitingBytes += piece.length;
      // A torn frame is read from its beginning each time: not for each line that comes.
      if (waitingBytes >= Math.max(held.length, atOnce)) read();
    },
    rest: () => {
      if (waitingBytes > 0) read();
      if (startsWith(held, begin)) return new Uint8Array();
      const rest = held.subarray(answered);
      answered = held.length;
      return rest;
    },
  };
}

const outputAlone = { events: [], files: [], environments: [], begins: false } as const;

const startsWith = (bytes: Uint8Array, begin: Buffer): boolean =>
  begin.equals(bytes.subarray(0, begin.length));
