import {
  foldRuns,
  isCancelFile,
  type Liveness,
  parseEventLines,
  type RunStatus,
  type StateCounts,
  type SweepEvent,
  summarise,
  sweepFileNames,
} from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { lockHolder } from './lock.ts';

/** What is known of a sweep now. */
export interface SweepStatus {
  readonly counts: StateCounts;
  /** Any run; planned when nothing is recorded of it. */
  readonly of: (index: number) => RunStatus;
  /** The runs that something is recorded of. */
  readonly recorded: ReadonlyMap<number, RunStatus>;
  /** `elsewhere`: on another host, can't be asked. `gone`: it died. `none`: never launched, or it left in order. */
  readonly launcher: 'alive' | 'gone' | 'elsewhere' | 'none';
  /** When it was launched first, in milliseconds since the epoch. */
  readonly startedAt?: number;
  /** The last thing recorded, when no launcher is at work. */
  readonly endedAt?: number;
  /** How the newest launcher left. */
  readonly left?: { readonly why: 'finished' | 'interrupted' | 'error'; readonly text?: string };
}

/** Folds all events of a sweep, and asks who still lives. */
export function readSweepStatus(host: Host, home: string, count: number): SweepStatus {
  const events = readEvents(host, home);
  const folded = foldRuns(events, { alive: (process) => livenessOf(host, process) });
  const holder = lockHolder(host, home);
  const launcher = holder === undefined ? 'none' : launcherStates[livenessOf(host, holder)];
  const times = spanOf(events);
  const left = newestLeft(events);
  const allCancelled = events.some((event) => event.event === 'cancel' && event.runs === 'all');
  const counts = summarise(folded.recorded.values(), count);
  return {
    counts: allCancelled
      ? { ...counts, planned: 0, cancelled: counts.cancelled + counts.planned }
      : counts,
    of: folded.of,
    recorded: folded.recorded,
    launcher,
    ...(times.first !== undefined && { startedAt: times.first }),
    ...(launcher !== 'alive' && times.last !== undefined && { endedAt: times.last }),
    ...(launcher !== 'alive' && left !== undefined && { left }),
  };
}

/** All events of a sweep, file by file. */
export function readEvents(host: Pick<Host, 'files'>, home: string): readonly SweepEvent[] {
  const directory = `${home}/${sweepFileNames.events}`;
  return host.files
    .list(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => parseEventLines(host.files.read(`${directory}/${name}`) ?? '').events);
}

/** Names of the files in which somebody asked to cancel. */
export const cancelFiles = (host: Pick<Host, 'files'>, home: string): readonly string[] =>
  host.files.list(`${home}/${sweepFileNames.events}`).filter(isCancelFile);

const launcherStates: { readonly [L in Liveness]: 'alive' | 'gone' | 'elsewhere' } = {
  alive: 'alive',
  gone: 'gone',
  unknown: 'elsewhere',
};

function spanOf(events: readonly SweepEvent[]): { first?: number; last?: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    if (!('time' in event) || event.time === undefined) continue;
    if (event.event === 'launcher') first = Math.min(first, event.time);
    last = Math.max(last, event.time);
  }
  return { ...(Number.isFinite(first) && { first }), ...(Number.isFinite(last) && { last }) };
}

function newestLeft(events: readonly SweepEvent[]): SweepStatus['left'] {
  let newest: Extract<SweepEvent, { event: 'left' }> | undefined;
  let launchedAt = 0;
  for (const event of events) {
    if (event.event === 'left' && event.time >= (newest?.time ?? 0)) newest = event;
    if (event.event === 'launcher') launchedAt = Math.max(launchedAt, event.time);
  }
  // Whoever came after it did not leave: it died, or is at work.
  if (newest === undefined || newest.time < launchedAt) return undefined;
  return { why: newest.why, ...(newest.text !== undefined && { text: newest.text }) };
}
