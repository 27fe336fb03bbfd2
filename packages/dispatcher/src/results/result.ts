import { runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type RunMetrics, readMetrics } from './metrics.ts';

type Fields = { readonly [name: string]: unknown };

/** What a run's `result.json` says; one that is no map is the value of `result`. Undefined when there is none to read. */
export function readResult(host: Pick<Host, 'files'>, runDirectory: string): Fields | undefined {
  const text = host.files.read(`${runDirectory}/${runFileNames.result}`);
  if (text === undefined) return undefined;
  try {
    const result: unknown = JSON.parse(text);
    return isFields(result) ? result : { result };
  } catch {
    return undefined;
  }
}

/**
 * What `mrun results` shows of a run: the last value of everything it logged, and over that its result, nested keys joined
 * with dots.
 */
export function runResults(
  host: Pick<Host, 'files'>,
  runDirectory: string,
  metrics: RunMetrics = readMetrics(host, runDirectory),
): Fields {
  return { ...metrics.latest, ...flattened(readResult(host, runDirectory) ?? {}) };
}

/** `{a: {b: 1}}` as `{'a.b': 1}`; lists stay. */
export function flattened(fields: Fields, prefix = ''): Fields {
  const flat: [string, unknown][] = Object.entries(fields).flatMap(([key, value]) =>
    isFields(value) && Object.keys(value).length > 0
      ? Object.entries(flattened(value, `${prefix}${key}.`))
      : [[`${prefix}${key}`, value]],
  );
  return Object.fromEntries(flat);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
