import { type ReasonKind, reasonKinds, runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { parseScriptJson } from './script-json.ts';

/** A value that a run logged. */
export interface MetricPoint {
  readonly step: number;
  readonly value: number;
  /** Seconds since the epoch, when the line says. */
  readonly time?: number;
  readonly attempt: number;
}

/** Something that is no number, sent to a channel. */
export interface ChannelItem {
  readonly channel: string;
  readonly x: number;
  readonly attempt: number;
  /** A text, or the path of an image relative to the run's directory. */
  readonly text?: string;
  readonly image?: string;
}

/** What a run logged in `metrics.jsonl`. */
export interface RunMetrics {
  /** In the order in which they first came. */
  readonly names: readonly string[];
  /** The value logged last, by name. */
  readonly latest: { readonly [name: string]: number };
  /** The step logged last. */
  readonly latestStep?: number;
  /** Smallest and largest finite value, by name. */
  readonly best: { readonly [name: string]: { readonly min: number; readonly max: number } };
  /** A curve, by step; where two attempts logged one step, the newer attempt counts. */
  readonly series: (name: string) => readonly MetricPoint[];
  readonly items: readonly ChannelItem[];
  /** Why the newest attempt failed, in the script's own words. */
  readonly failure?: {
    readonly kind?: ReasonKind;
    readonly text: string;
    readonly attempt: number;
  };
  /** How many lines are no lines of metrics. The last one does not count while it lacks its newline: it is being written. */
  readonly strange: number;
}

/** Reads what a run logged so far. Lines of other writers need only `values`; what is no line of metrics is left out. */
export function readMetrics(host: Pick<Host, 'files'>, runDirectory: string): RunMetrics {
  return parseMetrics(host.files.read(`${runDirectory}/${runFileNames.metrics}`) ?? '');
}

/** As `readMetrics`, of the file's text. */
export function parseMetrics(text: string): RunMetrics {
  const curves = new Map<string, Map<number, MetricPoint>>();
  const latest: { [name: string]: number } = Object.create(null);
  const items: ChannelItem[] = [];
  let latestStep: number | undefined;
  let failure: RunMetrics['failure'];
  let strange = 0;
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    const record = parseLine(line);
    if (record === undefined) {
      if (line.trim() !== '' && at < lines.length - 1) strange++;
      continue;
    }
    const attempt = numberOf(record.attempt) ?? 1;
    if (isRecord(record.values)) {
      const given = numberOf(record.step);
      const time = numberOf(record.time);
      for (const [name, raw] of Object.entries(record.values)) {
        const value = numberOf(raw);
        if (value === undefined) continue;
        const curve = curveOf(curves, name);
        const step = given ?? curve.size + 1;
        latestStep = step;
        latest[name] = value;
        if ((curve.get(step)?.attempt ?? 0) > attempt) continue;
        curve.set(step, { step, value, ...(time !== undefined && { time }), attempt });
      }
    } else if (typeof record.channel === 'string') {
      items.push(itemOf(record.channel, record, attempt));
    } else if (isRecord(record.failure) && typeof record.failure.text === 'string') {
      const { kind: given, text: words } = record.failure;
      const kind = reasonKinds.find((known) => known === given);
      failure = { ...(kind !== undefined && { kind }), text: words, attempt };
    } else {
      strange++;
    }
  }
  return {
    names: [...curves.keys()],
    latest,
    ...(latestStep !== undefined && { latestStep }),
    best: bestOf(curves),
    series: (name) => [...(curves.get(name)?.values() ?? [])].sort((a, b) => a.step - b.step),
    items,
    ...(failure !== undefined && { failure }),
    strange,
  };
}

type Fields = { readonly [key: string]: unknown };

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseLine(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = parseScriptJson(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// JSON can't hold them, so they come as text.
const nonFinite: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && Object.hasOwn(nonFinite, value)
    ? nonFinite[value]
    : undefined;
}

function curveOf(
  curves: Map<string, Map<number, MetricPoint>>,
  name: string,
): Map<number, MetricPoint> {
  const known = curves.get(name);
  if (known !== undefined) return known;
  const curve = new Map<number, MetricPoint>();
  curves.set(name, curve);
  return curve;
}

const itemOf = (channel: string, record: Fields, attempt: number): ChannelItem => ({
  channel,
  x: numberOf(record.x) ?? 0,
  attempt,
  ...(typeof record.text === 'string' && { text: record.text }),
  ...(typeof record.image === 'string' && { image: record.image }),
});

function bestOf(curves: ReadonlyMap<string, ReadonlyMap<number, MetricPoint>>): RunMetrics['best'] {
  const best: { [name: string]: { min: number; max: number } } = Object.create(null);
  for (const [name, curve] of curves) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const { value } of curve.values()) {
      if (!Number.isFinite(value)) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (min <= max) best[name] = { min, max };
  }
  return best;
}
