import {
  type FoldedRuns,
  foldRuns,
  isWishFile,
  type LauncherEvent,
  type LeftWhy,
  type Liveness,
  type ProcessIdentity,
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
  /** The processes that started runs, by slot. */
  readonly workers: ReadonlyMap<string, ProcessIdentity>;
  /** All launchers there were, by id. */
  readonly launchers: ReadonlyMap<string, LauncherEvent>;
  /** How many runs at a time somebody wished for last; over what the sweep's record says. */
  readonly parallel?: number | 'auto';
  /** Nothing recorded is newer, in milliseconds since the epoch. */
  readonly lastTime: number;
  /** When it was launched first, in milliseconds since the epoch. */
  readonly startedAt?: number;
  /** The last thing recorded, when no launcher is at work. */
  readonly endedAt?: number;
  /** How the newest launcher left. */
  readonly left?: { readonly why: LeftWhy; readonly time: number; readonly text?: string };
}

/** Folds all events of a sweep, and asks who still lives. */
export function readSweepStatus(host: Host, home: string, count: number): SweepStatus {
  const events = readEvents(host, home);
  const folded = foldRuns(events, { alive: (process) => livenessOf(host, process) });
  const holder = lockHolder(host, home);
  const launcher = holder === undefined ? 'none' : launcherStates[livenessOf(host, holder)];
  const times = spanOf(events);
  const left = howLeft(newestLauncher(folded.launchers.values()), events);
  const { recorded, of, workers, launchers, parallel } = folded;
  return {
    counts: countsOf(folded, count),
    of,
    recorded,
    workers,
    launchers,
    launcher,
    lastTime: times.last ?? 0,
    ...(parallel !== undefined && { parallel }),
    ...(times.first !== undefined && { startedAt: times.first }),
    ...(launcher !== 'alive' && times.last !== undefined && { endedAt: times.last }),
    ...(launcher !== 'alive' && left !== undefined && { left }),
  };
}

function countsOf({ recorded, allCancelled }: FoldedRuns, count: number): StateCounts {
  const counts = summarise(recorded.values(), count);
  if (!allCancelled) return counts;
  const unheardOf = count - recorded.size;
  const { planned, cancelled } = counts;
  return { ...counts, planned: planned - unheardOf, cancelled: cancelled + unheardOf };
}

/** All events of a sweep, file by file. */
export function readEvents(host: Pick<Host, 'files'>, home: string): readonly SweepEvent[] {
  const directory = `${home}/${sweepFileNames.events}`;
  return host.files
    .list(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => parseEventLines(host.files.read(`${directory}/${name}`) ?? '').events);
}

/** Names of the files in which somebody wishes something. */
export const wishFiles = (host: Pick<Host, 'files'>, home: string): readonly string[] =>
  host.files.list(`${home}/${sweepFileNames.events}`).filter(isWishFile);

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

function newestLauncher(launchers: Iterable<LauncherEvent>): LauncherEvent | undefined {
  let newest: LauncherEvent | undefined;
  for (const launcher of launchers) {
    if (launcher.time > (newest?.time ?? Number.NEGATIVE_INFINITY)) newest = launcher;
  }
  return newest;
}

function howLeft(
  launcher: LauncherEvent | undefined,
  events: readonly SweepEvent[],
): SweepStatus['left'] {
  const left = events.find(
    (event): event is LeftEvent => event.event === 'left' && event.id === launcher?.id,
  );
  if (left === undefined) return undefined;
  const { why, time, text } = left;
  return { why, time, ...(text !== undefined && { text }) };
}

type LeftEvent = Extract<SweepEvent, { event: 'left' }>;
