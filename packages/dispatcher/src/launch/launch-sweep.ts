import {
  fail,
  firstAttempt,
  ok,
  type RecordedExperiment,
  type Result,
  type RunStatus,
  type SweepOptions,
  triesSoFar,
} from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { leftovers } from '../local/leftovers.ts';
import { type ContextSetting, workerPool } from '../local/worker-pool.ts';
import { type MarkedProcess, markedProcessSearch } from '../processes/marked-processes.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { type Lock, takeLock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';
import { contextSettings } from './context-settings.ts';
import { Dispatch } from './dispatch.ts';
import type { Launch, LaunchEvent } from './launch-events.ts';
import { LaunchState } from './launch-state.ts';
import { launcherId, openLauncherEvents } from './launcher.ts';
import { leaveSweep } from './leave-sweep.ts';
import { missingSecrets } from './missing-secrets.ts';
import { runPreparer } from './prepare-run.ts';
import { type QueuedRun, runQueue } from './run-queue.ts';
import { stateCounter } from './state-counter.ts';
import { watchWishes, wholeWishes } from './wish-watch.ts';

/** How a sweep is to be launched. */
export interface LaunchOptions {
  /** Which attempt of a run to start; null for none. Default: the first one of runs that never started. */
  readonly attemptOf?: (status: RunStatus, recorded: RecordedExperiment) => number | null;
  /** Over the options of the sweep. */
  readonly options?: Partial<SweepOptions>;
  /** Values of secrets, over those of the environment. They are written nowhere. */
  readonly secrets?: { readonly [name: string]: string };
  /** Hears of everything that happens. */
  readonly observe?: (event: LaunchEvent) => void;
}

/**
 * Starts the runs of a sweep on this machine, as many at a time as its options say, and keeps going until all have ended.
 * A problem, and nothing started: another launcher is at work, a secret has no value, a dotenv file is missing.
 */
export async function launchSweep(
  host: Host,
  sweep: Sweep,
  launchOptions: LaunchOptions = {},
): Promise<Result<Launch>> {
  const { secrets = {} } = launchOptions;
  const settings = contextSettings(host, sweep, secrets);
  if (!settings.ok) return settings;
  const unset = missingSecrets(host, sweep.home, secrets);
  if (unset.length > 0) return fail(...unset);
  let lock: Result<Lock> | undefined;
  // Whoever finds the lock taken leaves its wish to this launcher: what is not here before the lock is for it.
  const known = wholeWishes(host, sweep.home);
  try {
    lock = takeLock(host, sweep.home);
    if (!lock.ok) return lock;
    return ok(await begin(host, sweep, launchOptions, settings.value, lock.value, known));
  } catch (error) {
    if (lock?.ok) lock.value.release();
    if (!isDiskError(error)) throw error;
    const message = diskText(host, sweep.home, error);
    return fail({ kind: 'file', path: 'storage_dir', message });
  }
}

async function begin(
  host: Host,
  sweep: Sweep,
  launchOptions: LaunchOptions,
  contexts: ReadonlyMap<string, ContextSetting>,
  lock: Lock,
  knownWishes: ReadonlySet<string>,
): Promise<Launch> {
  const { attemptOf = firstAttempt, observe = () => {}, secrets = {} } = launchOptions;
  const { home, record } = sweep;
  const options = { ...record.options, ...launchOptions.options };
  const status = sweep.status();
  const counter = stateCounter(status.counts);
  const find = markedProcessSearch(host, record.id);
  const goesOn = runsThatGoOn(find(), status);
  const launcher = launcherId(host);
  const events = openLauncherEvents(host, home, { id: launcher, after: status.lastTime });
  const queue = runQueue(sweep.experiments(), (recorded): QueuedRun | undefined => {
    const known = status.of(recorded.index);
    const attempt = goesOn.has(recorded.index) ? null : attemptOf(known, recorded);
    const tries = triesSoFar(known);
    return attempt === null ? undefined : { recorded, attempt, status: known, tries };
  });
  const nodePath = host.files.exists(record.nodePath) ? record.nodePath : undefined;
  const preparer = runPreparer(host, sweep, { contexts, nodePath, secrets });
  const pool = workerPool(host, {
    home,
    launcher,
    cwd: host.files.exists(record.projectDirectory) ? record.projectDirectory : home,
    settings: contexts,
    told: (worker, messages) => dispatch.told(worker, messages),
    died: (worker, why) => dispatch.died(worker, why),
  });
  const left = leftovers(host, {
    find,
    // What an earlier launcher started and nobody saw end may be somebody's training: it is left alone.
    isRunning: (run, attempt) =>
      goesOn.has(run) || launch.active.isRunning(run, attempt) || launch.foreign.has(run, attempt),
    grace: options.grace,
  });
  const launch = new LaunchState({
    host,
    sweep,
    options,
    events,
    queue,
    counter,
    preparer,
    pool,
    leftovers: left,
    find,
    observe,
  });

  const { promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>();
  const dispatch = new Dispatch(launch, becomeIdle);
  const endWatch = watchWishes(host, home, knownWishes, (wish) => dispatch.hear(wish));
  const done = idle
    .then(() => {
      endWatch();
      return leaveSweep(launch);
    })
    .finally(lock.release);

  await new Promise<void>((cleared) => left.finish(cleared));
  dispatch.begin();
  return {
    counts: counter.counts,
    running: launch.active.byIndex,
    stop: (how) => dispatch.stop(how),
    done,
  };
}

/** Runs of which processes live though nobody saw their attempt end. */
function runsThatGoOn(living: readonly MarkedProcess[], status: SweepStatus): ReadonlySet<number> {
  const hasEnded = ({ run, attempt }: MarkedProcess): boolean => {
    const state = status.of(run).attempts.find((it) => it.attempt === attempt)?.state;
    return state === 'succeeded' || state === 'failed' || state === 'cancelled';
  };
  return new Set(living.filter((marked) => !hasEnded(marked)).map(({ run }) => run));
}
