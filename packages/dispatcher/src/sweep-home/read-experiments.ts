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
  for (const line of experimentLines(host, home)) {
    const index = Number.parseInt(line.slice(lineStart.length, lineStart.length + 16), 10);
    if (!indexes.has(index)) continue;
    found.set(index, parseExperiment(line));
    if (found.size === indexes.size) break;
  }
  return found;
}

const lineStart = '{"index":';

/** The line was written by `createSweep`, whole, before anything started. */
export const parseExperiment = (line: string): RecordedExperiment =>
  parsePrivate(line) as RecordedExperiment;
