import type { MetricsFile } from './metrics-file.ts';
import type { Warnings } from './warnings.ts';

/** One name in the metrics, with the last step it was recorded at. */
export interface Series {
  readonly name: string;
  /** The name as JSON. */
  readonly json: string;
  last: number;
}

/** A number of a series, as JSON. */
export interface NumberPoint {
  readonly series: Series;
  readonly json: string;
}

/** What a run records, as lines of `metrics.jsonl`. Steps grow in each series; what does not grow is dropped with a warning. */
export interface Recorder {
  series(name: string): Series;
  /** The step that was given; else one more than the last of these series, from 1. Undefined, with a warning, when it is no number. */
  stepOf(names: readonly Series[], given: unknown): number | undefined;
  /** Whether the step is new to the series, which then remembers it; else a warning. */
  advance(series: Series, step: number): boolean;
  /** Records numbers at one step: `{"step","time","attempt","values"}`. */
  numbers(points: readonly NumberPoint[], step: number): void;
  /** Records any other line, with its time and attempt: `{…fields,"time","attempt"}`. */
  line(fields: object): void;
}

/** A recorder of one attempt. Times are seconds since the epoch. */
export const createRecorder = (
  file: MetricsFile,
  attempt: number,
  warnings: Warnings,
): Recorder => {
  const known = new Map<string, Series>();

  const series = (name: string): Series => {
    let found = known.get(name);
    if (!found) {
      found = { name, json: JSON.stringify(name), last: Number.NEGATIVE_INFINITY };
      known.set(name, found);
    }
    return found;
  };

  const stepOf = (names: readonly Series[], given: unknown): number | undefined => {
    if (given === undefined) {
      let last = 0;
      for (const one of names) if (one.last > last) last = one.last;
      return Math.floor(last) + 1;
    }
    const step = typeof given === 'bigint' ? Number(given) : given;
    if (typeof step === 'number' && Number.isFinite(step)) return step;
    warnings.tenTimes('step', () => {
      const list = names.map(({ name }) => name).join(', ');
      return `${list} was dropped: expected a finite number as its step, got ${String(given)}`;
    });
    return undefined;
  };

  const advance = (one: Series, step: number): boolean => {
    if (step > one.last) {
      one.last = step;
      return true;
    }
    warnings.tenTimes(
      'step',
      () =>
        `${one.name} at step ${step} was dropped: its last step is ${one.last}, and steps must grow`,
    );
    return false;
  };

  const numbers = (points: readonly NumberPoint[], step: number): void => {
    let values = '';
    for (const { series: one, json } of points) {
      if (!advance(one, step)) continue;
      values += values === '' ? `${one.json}:${json}` : `,${one.json}:${json}`;
    }
    if (values === '') return;
    const time = Date.now() / 1000;
    file.append(`{"step":${step},"time":${time},"attempt":${attempt},"values":{${values}}}\n`);
  };

  const line = (fields: object): void => {
    file.append(`${JSON.stringify({ ...fields, time: Date.now() / 1000, attempt })}\n`);
  };

  return { series, stepOf, advance, numbers, line };
};

/** A number as JSON; NaN and the infinities are strings. */
export const numberJson = (value: number | bigint | boolean): string => {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : `"${value}"`;
  return typeof value === 'bigint' ? `${value}` : value ? '1' : '0';
};
