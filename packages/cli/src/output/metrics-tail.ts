import { parseScriptJson } from '@mrunner/dispatcher';
import { numberOf } from '../results/number-text.ts';

/** The newest step and values in the end of a `metrics.jsonl`, of which the first and last line may be cut. */
export interface NewestMetrics {
  readonly step?: number;
  readonly values: { readonly [name: string]: number };
}

/** Reads the newest metrics from the end of a `metrics.jsonl`. */
export const newestMetrics = (tail: string): NewestMetrics | undefined => {
  const lines = tail.split('\n').slice(0, -1);
  for (const line of lines.toReversed()) {
    const metrics = metricsOf(line);
    if (metrics !== undefined) return metrics;
  }
  return undefined;
};

const metricsOf = (line: string): NewestMetrics | undefined => {
  const { step, values } = parsed(line);
  if (typeof values !== 'object' || values === null) return undefined;
  const numbers = Object.entries(values).flatMap(([name, value]): [string, number][] => {
    const number = numberOf(value);
    return number === undefined ? [] : [[name, number]];
  });
  return {
    ...(typeof step === 'number' && { step }),
    values: Object.fromEntries(numbers),
  };
};

const parsed = (line: string): { readonly step?: unknown; readonly values?: unknown } => {
  try {
    const value: unknown = parseScriptJson(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};
