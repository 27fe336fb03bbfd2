import { runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { parseMetrics, type RunMetrics } from './metrics.ts';
import { flattened, readResult } from './result.ts';

/**
 * What is read of the end of `metrics.jsonl`: the last lines, which mostly have it all, else more of them. The last
 * values of all metrics are there, but for rare ones.
 */
const tailBytes = [1 << 11, 1 << 15];

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
  const path = `${runDirectory}/${runFileNames.metrics}`;
  let latest: RunMetrics['latest'] = {};
  for (const bytes of wanted === 'all' ? tailBytes.slice(-1) : tailBytes) {
    const tail = host.files.readTail(path, bytes);
    const isPart = Buffer.byteLength(tail) >= bytes;
    // The first line of a part is cut off somewhere.
    latest = parseMetrics(isPart ? tail.slice(tail.indexOf('\n') + 1) : tail).latest;
    const all = { ...latest, ...result };
    if (!isPart || (wanted !== 'all' && wanted.every((name) => Object.hasOwn(all, name)))) break;
  }
  return { ...latest, ...result };
}
