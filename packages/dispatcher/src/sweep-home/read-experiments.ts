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
  const start = `{"index":${index},`;
  for (const line of experimentLines(host, home)) {
    if (line.startsWith(start)) return parseExperiment(line);
  }
  return undefined;
}

/** The line was written by `createSweep`, whole, before anything started. */
export const parseExperiment = (line: string): RecordedExperiment =>
  parsePrivate(line) as RecordedExperiment;
