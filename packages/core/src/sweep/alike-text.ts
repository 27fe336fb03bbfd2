/**
 * The words of a failure without what differs from run to run: numbers, paths, hashes, quoted names. Two failures with the
 * same rest have most likely the same cause.
 *
 * @example alikeText("FileNotFoundError: 'a/1.bin', 20 MiB") === alikeText("FileNotFoundError: 'b/22.bin', 3.5 MiB")
 */
export const alikeText = (text: string): string =>
  text
    .replace(quoted, "'…'")
    .replace(path, '…/…')
    .replace(hash, '0')
    .replace(number, '0')
    .replace(/\s+/g, ' ')
    .trim();

// An apostrophe inside of a word quotes nothing.
const quoted = /(?<!\w)(["'`])(?:(?!\1).)*\1(?!\w)/g;
const path = /(?:[A-Za-z]:)?[\w.~+-]*(?:[/\\][\w.~+-]+)+[/\\]?/g;
const hash = /\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{6,}(?:-[0-9a-f]{4,})*)\b/gi;
const number = /\d+(?:[.,:]\d+)*(?:e[-+]?\d+)*/gi;
