import { type RecordedExperiment, runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** Where an attempt's output is. */
export const logPath = (home: string, run: RecordedExperiment, attempt: number): string =>
  `${home}/${run.directory}/${runFileNames.log(attempt)}`;

/** The attempts of a run that have a log, in order. */
export function loggedAttempts(
  host: Pick<Host, 'files'>,
  home: string,
  run: RecordedExperiment,
): readonly number[] {
  const prefix = runFileNames.log(0).slice(0, -1);
  return host.files
    .list(`${home}/${run.directory}`)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
}

const chunkBytes = 1 << 16;

/** The last lines of a log, whole ones and what follows the last of them; empty when there is no log. */
export function logTail(host: Pick<Host, 'files'>, path: string, lines: number): string {
  const size = host.files.stat(path)?.size ?? 0;
  for (let bytes = chunkBytes; ; bytes *= 4) {
    const text = host.files.readTail(path, bytes);
    const start = startOfLastLines(text, lines);
    if (start > 0 || bytes >= size) return text.slice(start);
  }
}

function startOfLastLines(text: string, lines: number): number {
  let at = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < lines; line++) {
    if (at <= 0) return 0;
    at = text.lastIndexOf('\n', at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
