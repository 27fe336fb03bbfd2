import {
  ok,
  type Problem,
  type RecordedExperiment,
  type Result,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { experimentLines } from './experiment-line.ts';

/** Experiments as they come out of a spec: each one, or what is wrong with it. */
export type ExperimentStream =
  | AsyncIterable<Result<RecordedExperiment>>
  | Iterable<Result<RecordedExperiment>>;

const batchBytes = 1 << 18;
/** More problems than anybody reads; a spec of a million wrong experiments need not be evaluated to its end. */
const problemLimit = 100;

/** Writes `experiments.jsonl`, synced; memory stays flat. Problems of the stream are collected. */
export async function writeExperiments(
  host: Pick<Host, 'files'>,
  home: string,
  experiments: ExperimentStream,
): Promise<Result<number>> {
  const file = host.files.open(`${home}/${sweepFileNames.experiments}`, 'create');
  const problems: Problem[] = [];
  let count = 0;
  const batch = Buffer.allocUnsafe(batchBytes);
  let filled = 0;
  const lineOf = experimentLines();
  const writeAll = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; ) at += file.write(bytes.subarray(at));
  };
  const write = (): void => {
    writeAll(batch.subarray(0, filled));
    filled = 0;
  };
  const add = (experiment: Result<RecordedExperiment>): void => {
    if (!experiment.ok) {
      problems.push(...experiment.problems);
      return;
    }
    count++;
    const line = `${lineOf(experiment.value)}\n`;
    // A character takes at most three bytes a unit; a line that may not fit is written by itself.
    if (filled + line.length * 3 > batchBytes) write();
    if (line.length * 3 > batchBytes) writeAll(Buffer.from(line, 'utf8'));
    else filled += batch.write(line, filled);
  };
  try {
    if (Symbol.iterator in experiments) {
      for (const experiment of experiments) {
        add(experiment);
        if (problems.length >= problemLimit) break;
      }
    } else {
      for await (const experiment of experiments) {
        add(experiment);
        if (problems.length >= problemLimit) break;
      }
    }
    write();
    file.sync();
  } finally {
    file.close();
  }
  return problems.length > 0 ? { ok: false, problems } : ok(count);
}
