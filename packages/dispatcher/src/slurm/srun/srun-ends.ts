import {
  hasEnded,
  isRetryOwed,
  type RunStatus,
  type SweepEvent,
  taskSlot,
  triesSoFar,
} from '@mrunner/core';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { type ActiveSrun, runningOf } from './active-sruns.ts';
import { slurmErrorText, srunEnd } from './srun-end.ts';
import type { SrunState } from './srun-state.ts';

/** What was recorded of a run while it goes on. */
export function hearRecords(
  state: SrunState,
  active: ActiveSrun,
  events: readonly SweepEvent[],
): void {
  const { ground, observe, printed, sweep } = state.parts;
  const { index } = active.queued.recorded;
  for (const event of events) {
    if (!('run' in event) || event.run !== index) continue;
    if (event.event === 'start') {
      active.attempt = event.attempt;
      active.running = runningOf(active, event.attempt, event.time ?? active.since);
      state.running.set(index, active.running);
      state.counter.move('pending', 'running');
      observe({ type: 'started', run: active.running });
      for (const bytes of active.early.splice(0)) printed(active.running, bytes);
    } else if (event.event === 'exit' && state.running.delete(index)) {
      state.counter.move('running', 'pending');
    } else if (event.event === 'again' && !ground.place.isRemote) {
      tellEnds(state, active, sweep.status(), false);
    }
  }
}

/** A srun has ended, and with it its job: records that, and what follows. */
export async function endSrun(
  state: SrunState,
  active: ActiveSrun,
  code: number,
  said: string,
): Promise<void> {
  const { host, ground, sweep } = state.parts;
  const { index } = active.queued.recorded;
  // Before its end is recorded: of what has ended nobody looks for more.
  await ground.look();
  const time = host.clock.now();
  const isUnstarted = active.running === undefined && active.stop === undefined;
  const slot = taskSlot(active.token, 0);
  const end = {
    ...srunEnd(code, said),
    ...(isUnstarted && { text: slurmErrorText(said) }),
  };
  state.record({ event: 'job-ended', time, slot, ...end }, 'synced');
  const status = sweep.status();
  state.running.delete(index);
  state.active.delete(index);
  state.recount(status.counts);
  conclude(state, active, status);
}

/** Another attempt, or the end of a run, of its composite, of the launch. */
function conclude(state: SrunState, active: ActiveSrun, status: SweepStatus): void {
  const { host, options, queue } = state.parts;
  const { queued } = active;
  const { index } = queued.recorded;
  const run = status.of(index);
  const mayGoOn = state.halt === undefined && !state.cancelled.has(index);
  const again = mayGoOn && active.stop === undefined && isRetryOwed(run, options);
  tellEnds(state, active, status, again);
  if (again) {
    const { attempt } = run;
    state.record({ event: 'again', time: host.clock.now(), run: index, attempt });
    state.counter.move(run.state, 'pending');
    const tries = triesSoFar(run) + 1;
    const next = { attempt: attempt + 1, status: run, countedAs: 'pending', tries } as const;
    queue.putInFront({ ...queued, ...next });
  } else if (run.state === 'failed' || run.state === 'unknown') {
    state.stopSiblings(queued);
    state.failures++;
    const { maxFailures = Number.POSITIVE_INFINITY } = options;
    if (state.failures < maxFailures) return;
    const text = `${state.failures} failed, so nothing more was started`;
    state.startNoMore({ why: 'max-failures', text });
  }
}

/** Tells of the attempts of a run that have ended by now. */
function tellEnds(
  { parts: { observe } }: SrunState,
  active: ActiveSrun,
  status: SweepStatus,
  again: boolean,
): void {
  const run = status.of(active.queued.recorded.index);
  for (const ended of run.attempts) {
    const { attempt, state, startedAt } = ended;
    if (attempt < active.queued.attempt || !hasEnded(state) || active.told.has(attempt)) continue;
    active.told.add(attempt);
    const view = runningOf(active, attempt, startedAt ?? active.since);
    const isLast = attempt === run.attempt;
    const then: RunStatus = isLast ? run : { ...run, ...ended };
    observe({ type: 'ended', run: view, status: then, again: !isLast || again });
  }
}
