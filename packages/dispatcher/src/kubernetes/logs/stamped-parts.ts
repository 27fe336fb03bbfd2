/** A piece of a line of a log. */
export interface LinePart {
  /** When the line was written, RFC 3339, in its first part. A log that begins in the middle of a line has none there. */
  readonly stamp?: string;
  /** With its line break, where the line ends. */
  readonly bytes: Uint8Array;
}

/**
 * Takes a container's log apart that was asked for with `timestamps`: Kubernetes puts one and a blank in front of each line, and
 * none into the middle of a line that its node keeps in pieces. For one connection, whose pieces are to be given in order.
 */
export function stampedParts(): (piece: Uint8Array) => readonly LinePart[] {
  let held: Uint8Array = new Uint8Array();
  let isAtLineStart = true;
  return (piece) => {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    held = new Uint8Array();
    const parts: LinePart[] = [];
    let at = 0;
    while (at < bytes.length) {
      let stamp: string | undefined;
      if (isAtLineStart) {
        const head = bytes.subarray(at, at + longestStamp);
        const blank = head.indexOf(0x20);
        if (blank < 0 && head.length < longestStamp && !head.includes(lineBreak)) {
          held = head.slice();
          break;
        }
        const word = Buffer.from(head.subarray(0, Math.max(0, blank))).toString('latin1');
        if (stampForm.test(word)) {
          stamp = word;
          at += blank + 1;
        }
      }
      const found = bytes.indexOf(lineBreak, at);
      const end = found < 0 ? bytes.length : found + 1;
      parts.push({ bytes: bytes.subarray(at, end), ...(stamp !== undefined && { stamp }) });
      isAtLineStart = found >= 0;
      at = end;
    }
    return parts;
  };
}

const lineBreak = 10;
/** Bytes, with the blank behind it. */
const longestStamp = 40;
const stampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
