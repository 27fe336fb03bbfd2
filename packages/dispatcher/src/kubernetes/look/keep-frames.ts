import { type RecordedExperiment, runFileNames } from '@mrunner/core';
import type { FramedFile } from '@mrunner/core/kubernetes';
import { putFile } from '../../cluster/look/put-file.ts';
import type { Host } from '../../host/host.ts';

type Writes = Pick<Host, 'files' | 'random'>;

/** Puts files that came out of runs into their directories. */
export function keepFramedFiles(
  host: Writes,
  home: string,
  recorded: ReadonlyMap<number, RecordedExperiment>,
  found: readonly FramedFile[],
): void {
  for (const { run, attempt, name, bytes } of found) {
    const directory = recorded.get(run)?.directory;
    if (directory === undefined) continue;
    const path = `${home}/${directory}`;
    if (name === 'log') keepLog(host, `${path}/${runFileNames.log(attempt)}`, bytes);
    if (name === runFileNames.result) putFile(host, `${path}/${name}`, bytes);
    if (name === runFileNames.metrics) keepMetrics(host, `${path}/${name}`, bytes);
  }
}

/** Of a log that was rotated, or cut, meanwhile, more may be here. */
function keepLog(host: Writes, path: string, bytes: Uint8Array): void {
  const known = host.files.stat(path)?.size ?? -1;
  if (bytes.length > known) putFile(host, path, bytes);
}

/** Without a volume each attempt begins a file of its own: what earlier ones logged stays in front. */
function keepMetrics(host: Writes, path: string, bytes: Uint8Array): void {
  const before = host.files.read(path) ?? '';
  const lines = new Set(linesOf(new TextDecoder().decode(bytes)));
  const kept = linesOf(before).filter((line) => !lines.has(line));
  const head = kept.map((line) => `${line}\n`).join('');
  putFile(host, path, Buffer.concat([Buffer.from(head), bytes]));
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
