import { parsePrivate, type RecordedExperiment, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** The lines of a sweep's `experiments.jsonl`, without holding them all. */
export function* experimentLines(host: Pick<Host, 'files'>, home: string): Generator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const chunk of host.files.chunks(`${home}/${sweepFileNames.experiments}`)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** The experiments of a sweep in the order in which they are started, parsed when asked for. */
export function* readExperiments(
  host: Pick<Host, 'files'>,
  home: string,
): Generator<RecordedExperiment> {
  for (const line of experimentLines(host, home)) yield parseExperiment(line);
}

/** One experiment, found without parsing the others. */
export function findExperiment(
  host: Pick<Host, 'files'>,
  home: string,
  index: number,
): RecordedExperiment | undefined {
  return findExperiments(host, home, new Set([index])).get(index);
}

/** Experiments by index, in one pass; lines of others are not parsed. */
export function findExperiments(
  host: Pick<Host, 'files'>,
  home: string,
  indexes: ReadonlySet<number>,
): ReadonlyMap<number, RecordedExperiment> {
  const found = new Map<number, RecordedExperiment>();
  if (indexes.size === 0) return found;
  for (const line of linesOf(host, home, indexes)) {
    const experiment = parseExperiment(line);
    found.set(experiment.index, experiment);
    if (found.size === indexes.size) break;
  }
  return found;
}

/** The lines of some experiments. Those of others are skipped as bytes, which is many times faster than reading them as text. */
function* linesOf(
  host: Pick<Host, 'files'>,
  home: string,
  indexes: ReadonlySet<number>,
): Generator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of host.files.chunks(`${home}/${sweepFileNames.experiments}`)) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const piece = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      if (indexes.has(indexOfLine(piece, start))) yield piece.toString('utf8', start, end);
      start = end + 1;
    }
    rest = piece.subarray(start);
  }
}

const newline = 0x0a;
const zero = 0x30;
const lineStart = '{"index":'.length;

/** The number that stands first in a line. */
function indexOfLine(bytes: Buffer, start: number): number {
  let index = 0;
  for (let at = start + lineStart; ; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return index;
    index = index * 10 + digit;
  }
}

/** The line was written by `createSweep`, whole, before anything started. */
export const parseExperiment = (line: string): RecordedExperiment =>
  parsePrivate(line) as RecordedExperiment;
