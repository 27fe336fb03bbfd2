import { runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { type RunMetrics, readMetrics } from './metrics.ts';
import { parseScriptJson } from './script-json.ts';

type Fields = { readonly [name: string]: unknown };

/** What a run's `result.json` says; one that is no map is the value of `result`. Undefined when there is none to read. */
export function readResult(host: Pick<Host, 'files'>, runDirectory: string): Fields | undefined {
  const { fields } = parseResult(host, runDirectory);
  return fields;
}

/**
 * What can't be read of what a run left, in words without the run: `result.json is not JSON (Unexpected token …)`, `2
 * lines of metrics.jsonl are not understood`.
 */
export function outputTroubles(
  host: Pick<Host, 'files'>,
  runDirectory: string,
  { strange }: Pick<RunMetrics, 'strange'> = readMetrics(host, runDirectory),
): readonly string[] {
  const { wrong } = parseResult(host, runDirectory);
  const lines = strange === 1 ? '1 line' : `${strange} lines`;
  return [
    ...(wrong === undefined ? [] : [`${runFileNames.result} is not JSON (${wrong})`]),
    ...(strange === 0
      ? []
      : [`${lines} of ${runFileNames.metrics} ${strange === 1 ? 'is' : 'are'} not understood`]),
  ];
}

const parseResult = (
  host: Pick<Host, 'files'>,
  runDirectory: string,
): { readonly fields?: Fields; readonly wrong?: string } => {
  const text = host.files.read(`${runDirectory}/${runFileNames.result}`);
  if (text === undefined) return {};
  try {
    const result = parseScriptJson(text);
    return { fields: isFields(result) ? result : { result } };
  } catch (error) {
    return { wrong: text.trim() === '' ? 'it is empty' : (error as Error).message };
  }
};

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
