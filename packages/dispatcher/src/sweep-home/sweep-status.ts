import {
  type BatchStatus,
  type FoldedRuns,
  foldFacts,
  type JobEndedEvent,
  type LauncherEvent,
  type LeftWhy,
  type Liveness,
  type ProcessIdentity,
  type RunStatus,
  type StateCounts,
  type SweepFacts,
} from '@mrunner/core';
import { type SchedulerStatus, schedulerStatus } from '../cluster/look/scheduler-status.ts';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { lockHolder } from './lock.ts';
import { readFacts } from './read-facts.ts';

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
  /** What was given to a cluster, by token. */
  readonly batches: ReadonlyMap<string, BatchStatus>;
  /** The machine that a task on a cluster runs on, or ran, by slot. */
  readonly nodes: ReadonlyMap<string, string>;
  /** What the scheduler said of ended tasks, by slot. */
  readonly jobEnds: ReadonlyMap<string, JobEndedEvent>;
  /** What the scheduler of its cluster said last; absent when it was never asked. */
  readonly scheduler?: SchedulerStatus;
  /** All launchers there were, by id. */
  readonly launchers: ReadonlyMap<string, LauncherEvent>;
  /** How many runs at a time somebody wished for last; over what the sweep's record says. */
  readonly parallel?: number | 'auto';
  /** Which GPUs somebody wished to be used last. */
  readonly gpus?: string;
  /** Nothing recorded is newer, in milliseconds since the epoch. */
  readonly lastTime: number;
  /** When it was launched first, in milliseconds since the epoch. */
  readonly startedAt?: number;
  /** When the last launcher left, else the last thing recorded; when no launcher is at work. */
  readonly endedAt?: number;
  /** How the newest launcher left. */
  readonly left?: { readonly why: LeftWhy; readonly time: number; readonly text?: string };
}

/** Folds all events of a sweep, and asks who still lives. */
export function readSweepStatus(host: Host, home: string, count: number): SweepStatus {
  const { facts, folded } = foldSettled(host, home);
  const holder = lockHolder(host, home);
  const launcher = holder === undefined ? 'none' : launcherStates[livenessOf(host, holder)];
  const { recorded, of, workers, batches, nodes, jobEnds, launchers, parallel, gpus } = folded;
  const { lastTime } = facts;
  const startedAt = Math.min(...[...launchers.values()].map(({ time }) => time));
  const left = howLeft(newestLauncher(launchers.values()), facts);
  const scheduler = batches.size === 0 ? undefined : schedulerStatus(host, home, folded);
  return {
    ...(scheduler !== undefined && { scheduler }),
    counts: folded.counts(count),
    of,
    recorded,
    workers,
    batches,
    nodes,
    jobEnds,
    launchers,
    launcher,
    lastTime: lastTime ?? 0,
    ...(parallel !== undefined && { parallel }),
    ...(gpus !== undefined && { gpus }),
    ...(Number.isFinite(startedAt) && { startedAt }),
    ...(launcher !== 'alive' &&
      lastTime !== undefined && { endedAt: endOf(left, recorded) ?? lastTime }),
    ...(launcher !== 'alive' && left !== undefined && { left }),
  };
}

/**
 * Folds so that nobody's last records are missed: a process may write them after the events were read and be gone when it is
 * asked for. Whoever was found gone has written all that it ever will, so the events are read again then.
 */
function foldSettled(host: Host, home: string): { facts: SweepFacts; folded: FoldedRuns } {
  const asked = new Map<string, Liveness>();
  const alive = (process: ProcessIdentity): Liveness => {
    const { host: name, boot, pid, started } = process;
    const key = `${name} ${boot} ${pid} ${started}`;
    const answer = asked.get(key) ?? livenessOf(host, process);
    asked.set(key, answer);
    return answer;
  };
  for (let askedBefore = 0; ; ) {
    const facts = readFacts(host, home);
    const folded = foldFacts(facts, { alive });
    // Nobody new was asked: all who are gone were so before the events were read.
    if (asked.size === askedBefore || !hasOpenEnds(facts, alive)) return { facts, folded };
    askedBefore = asked.size;
  }
}

/** Whether an attempt was begun, and no end of it is recorded, and its worker is gone. */
function hasOpenEnds(
  { runs, workers }: SweepFacts,
  alive: (process: ProcessIdentity) => Liveness,
): boolean {
  const isGone = (slot: string): boolean => {
    const worker = workers.get(slot);
    return worker === undefined || alive(worker) === 'gone';
  };
  for (const attempts of runs.values()) {
    for (const { exitCode, ended, slots } of attempts) {
      if (exitCode === undefined && ended === undefined && slots.some(isGone)) return true;
    }
  }
  return false;
}

const launcherStates: { readonly [L in Liveness]: 'alive' | 'gone' | 'elsewhere' } = {
  alive: 'alive',
  gone: 'gone',
  unknown: 'elsewhere',
};

function newestLauncher(launchers: Iterable<LauncherEvent>): LauncherEvent | undefined {
  let newest: LauncherEvent | undefined;
  for (const launcher of launchers) {
    if (launcher.time > (newest?.time ?? Number.NEGATIVE_INFINITY)) newest = launcher;
  }
  return newest;
}

/**
 * What a launcher left in order was over then: wishes may come later. One that handed over left runs to themselves, and one that
 * submitted them to a scheduler, whose words about them may come much later, too.
 */
function endOf(left: SweepStatus['left'], recorded: SweepStatus['recorded']): number | undefined {
  if (left === undefined || left.why === 'detached') return undefined;
  if (left.why !== 'submitted') return left.time;
  let last: number | undefined;
  for (const { endedAt } of recorded.values()) {
    if (endedAt !== undefined && endedAt > (last ?? 0)) last = endedAt;
  }
  return last;
}

function howLeft(launcher: LauncherEvent | undefined, facts: SweepFacts): SweepStatus['left'] {
  const left = launcher && facts.left.get(launcher.id);
  if (left === undefined) return undefined;
  const { why, time, text } = left;
  return { why, time, ...(text !== undefined && { text }) };
}
