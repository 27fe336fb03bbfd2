import { readyLine } from './program-text.ts';

/** What is heard of a program. */
export interface FrameListener {
  /** The far side waits for the program. */
  readonly ready: () => void;
  readonly body: (bytes: Uint8Array) => void;
  readonly ended: (code: number) => void;
}

/** A mark that no output has by chance. */
export const newMark = (random: () => number): string => {
  const digits = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return `\u001emrunner-${digits()}${digits()}${digits()}${digits()}`;
};

/** Reads the output of a login shell, in whatever pieces it comes: noise, the ready line, noise, and the body between marks. */
export function frameReader(mark: string, listener: FrameListener): (bytes: Uint8Array) => void {
  let stage: 'shell' | 'program' | 'body' | 'code' | 'over' = 'shell';
  let held: Buffer = Buffer.alloc(0);
  const end = Buffer.from(`${mark}>`);
  /** Drops what is held up to the end of a text; false while that has not come. */
  const passed = (text: string): boolean => {
    const at = held.indexOf(text);
    if (at < 0) return false;
    held = held.subarray(at + Buffer.byteLength(text));
    return true;
  };
  const readBody = (): void => {
    const at = held.indexOf(end);
    const upTo = at < 0 ? held.length - heldBack(held, end) : at;
    if (upTo > 0) listener.body(held.subarray(0, upTo));
    held = held.subarray(at < 0 ? upTo : at + end.length);
    if (at >= 0) stage = 'code';
  };
  return (bytes) => {
    if (stage === 'over') return;
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    if (stage === 'shell' && passed(readyLine)) {
      stage = 'program';
      listener.ready();
    }
    if (stage === 'program' && passed(`${mark}<\n`)) stage = 'body';
    if (stage === 'body') readBody();
    const line = held.indexOf('\n');
    if (stage === 'code' && line >= 0) {
      stage = 'over';
      listener.ended(Number(held.toString('latin1', 0, line)));
    }
  };
}

/** How many of the last bytes may be the beginning of the end mark. */
const heldBack = (bytes: Buffer, end: Buffer): number => {
  const from = bytes.lastIndexOf(end[0] ?? 0);
  const length = bytes.length - from;
  if (from < 0 || length >= end.length) return 0;
  return bytes.subarray(from).equals(end.subarray(0, length)) ? length : 0;
};

/** A body cut at its parts, the one before the first being nameless. */
export function cutParts(body: Buffer, mark: string): { head: Buffer; parts: Map<string, Buffer> } {
  const pieces = new Map<string, Buffer[]>();
  const begin = `${mark}:`;
  let at = body.indexOf(begin);
  const head = at < 0 ? body : body.subarray(0, at);
  while (at >= 0) {
    const line = body.indexOf('\n', at);
    const name = body.toString('utf8', at + Buffer.byteLength(begin), line);
    at = body.indexOf(begin, line);
    const piece = body.subarray(line + 1, at < 0 ? body.length : at);
    pieces.set(name, [...(pieces.get(name) ?? []), piece]);
  }
  const parts = new Map([...pieces].map(([name, all]) => [name, Buffer.concat(all)]));
  return { head, parts };
}
