import { type NumberPoint, numberJson, type Recorder, type Series } from './recorder.ts';
import type { Warnings } from './warnings.ts';

/** See `Training.log`. */
export type Log = (values: LoggedValues, step?: number) => void;

/** What `log` takes: numbers, booleans (as 0 and 1), text, and plain objects of these, whose names are joined by dots. */
export interface LoggedValues {
  readonly [name: string]: number | bigint | boolean | string | LoggedValues;
}

/** Deeper objects than this are taken for a mistake, such as a cycle. */
const deepest = 16;

export const createLog = (recorder: Recorder, warnings: Warnings): Log => {
  const collect = (
    values: object,
    prefix: string,
    depth: number,
    points: NumberPoint[],
    texts: { series: Series; text: string }[],
  ): void => {
    for (const key of Object.keys(values)) {
      const value: unknown = (values as LoggedValues)[key];
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
        points.push({ series: recorder.series(name), json: numberJson(value) });
      } else if (typeof value === 'string') {
        texts.push({ series: recorder.series(name), text: value });
      } else if (isPlain(value) && depth < deepest) {
        collect(value, name, depth + 1, points, texts);
      } else {
        warnings.once(
          `log ${name}`,
          `log() dropped ${name}: expected a number, a boolean or text, got ${nameOf(value)}`,
        );
      }
    }
  };

  return (values, step) => {
    const points: NumberPoint[] = [];
    const texts: { series: Series; text: string }[] = [];
    collect(values, '', 0, points, texts);
    if (points.length === 0 && texts.length === 0) return;
    const names = [...points, ...texts].map(({ series }) => series);
    const at = recorder.stepOf(names, step);
    if (at === undefined) return;
    recorder.numbers(points, at);
    for (const { series, text } of texts) {
      if (recorder.advance(series, at)) recorder.line({ channel: series.name, x: at, text });
    }
  };
};

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const nameOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`;
};
