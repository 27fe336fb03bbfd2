import { hasEnded, type RunStatus, type StateCounts } from '@mrunner/core';
import type { LaunchEvent, RunningRun, Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { LaunchView } from './reporter.ts';

/** A launch that another process carries out, seen through what is recorded of it. */
export interface FollowedLaunch extends LaunchView {
  /** Takes a newer status in, and tells what has happened since the one before. */
  readonly look: (status: SweepStatus) => readonly LaunchEvent[];
}

/** Follows a launch from a status on: what happened before is not told. */
export const followedLaunch = (sweep: Sweep, first: SweepStatus): FollowedLaunch => {
  let counts: StateCounts = first.counts;
  let known = first.recorded;
  const running = new Map<number, RunningRun>();
  const take = (status: SweepStatus): LaunchEvent[] => {
    const before = known;
    counts = status.counts;
    known = status.recorded;
    const begun = [...known.values()].filter(({ index, attempt, state }) => {
      return isOn(state) && running.get(index)?.attempt !== attempt;
    });
    const ended = [...known.values()].flatMap((run) => endedSince(before.get(run.index), run));
    const runs = sweep.experimentsAt(
      new Set([...begun, ...ended.map(({ run }) => run)].map(({ index }) => index)),
    );
    const viewOf = ({ index }: RunStatus, attempt: number, since: number): RunningRun[] => {
      const recorded = runs.get(index);
      if (recorded === undefined) return [];
      const directory = `${sweep.home}/${recorded.directory}`;
      return [{ index, attempt, recorded, directory, since }];
    };
    const events: LaunchEvent[] = [];
    for (const { run, attempt } of ended) {
      const { startedAt = 0 } = run.attempts.find((it) => it.attempt === attempt) ?? run;
      const again = run.attempt > attempt;
      for (const view of viewOf(run, attempt, startedAt))
        events.push({ type: 'ended', run: view, status: run, again });
    }
    for (const [index] of running) if (!isOn(known.get(index)?.state)) running.delete(index);
    for (const run of begun) {
      for (const view of viewOf(run, run.attempt, run.startedAt ?? status.lastTime)) {
        running.set(run.index, view);
        events.push({ type: 'started', run: view });
      }
    }
    return events;
  };
  take(first);
  return {
    get counts() {
      return counts;
    },
    running,
    look: take,
  };
};

const isOn = (state: RunStatus['state'] | undefined): boolean =>
  state === 'running' || state === 'pending';

/** The attempts of a run that had not ended before, with it. */
const endedSince = (
  before: RunStatus | undefined,
  run: RunStatus,
): { readonly run: RunStatus; readonly attempt: number }[] => {
  if (before?.state === run.state && before.attempt === run.attempt) return [];
  return run.attempts
    .filter(({ attempt, state }) => {
      const earlier = before?.attempts.find((it) => it.attempt === attempt);
      return hasEnded(state) && !(earlier !== undefined && hasEnded(earlier.state));
    })
    .map(({ attempt }) => ({ run, attempt }));
};
