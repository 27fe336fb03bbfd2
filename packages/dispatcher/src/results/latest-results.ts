import { runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { parseMetrics } from './metrics.ts';
import { flattened, readResult } from './result.ts';

/** What is read of the end of `metrics.jsonl`: where the last values of all metrics are, but for rare ones. */
const tailBytes = 1 << 15;

/**
 * The results of a run and the last values that it logged, as `runResults` gives them, for those who look through
 * very many runs: metrics are read only when the result lacks one of the wanted names, and then only the end of the file.
 */
export function latestResults(
  host: Pick<Host, 'files'>,
  runDirectory: string,
  wanted: readonly string[] | 'all',
): { readonly [name: string]: unknown } {
  const result = flattened(readResult(host, runDirectory) ?? {});
  if (wanted !== 'all' && wanted.every((name) => Object.hasOwn(result, name))) return result;
  const tail = host.files.readTail(`${runDirectory}/${runFileNames.metrics}`, tailBytes);
  // The first line of a part is cut off somewhere.
  const isPart = Buffer.byteLength(tail) >= tailBytes;
  const { latest } = parseMetrics(isPart ? tail.slice(tail.indexOf('\n') + 1) : tail);
  return { ...latest, ...result };
}
