import {
  fail,
  firstAttempt,
  ok,
  type RecordedExperiment,
  type Result,
  type RunStatus,
  type SweepEvent,
  type SweepOptions,
  sweepFileNames,
} from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { leftovers } from '../local/leftovers.ts';
import { type ContextSetting, workerPool } from '../local/worker-pool.ts';
import { identityOf } from '../processes/liveness.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { createEventLog, type EventLog } from '../sweep-home/event-log.ts';
import { type Lock, takeLock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { watchCancels } from './cancel-watch.ts';
import { contextSettings } from './context-settings.ts';
import { Dispatch, type Halt } from './dispatch.ts';
import type { Launch, LaunchEvent, LaunchOutcome } from './launch-events.ts';
import { missingSecrets } from './missing-secrets.ts';
import { type QueuedRun, runQueue } from './run-queue.ts';
import { stateCounter } from './state-counter.ts';

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
  try {
    lock = takeLock(host, sweep.home);
    if (!lock.ok) return lock;
    return ok(await begin(host, sweep, launchOptions, settings.value, lock.value));
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
): Promise<Launch> {
  const { attemptOf = firstAttempt, observe = () => {}, secrets = {} } = launchOptions;
  const options = { ...sweep.record.options, ...launchOptions.options };
  const launcher = launcherId(host);
  const status = sweep.status();
  const counter = stateCounter(status.counts);
  const find = markedProcessSearch(host, sweep.record.id);
  const goesOn = new Set(
    find()
      .filter(({ run, attempt }) => !hasEnded(status.of(run), attempt))
      .map((process) => process.run),
  );
  const events = openEvents(host, sweep, launcher);
  const queue = runQueue(sweep.experiments(), (recorded): QueuedRun | undefined => {
    const known = status.of(recorded.index);
    const attempt = goesOn.has(recorded.index) ? null : attemptOf(known, recorded);
    return attempt === null ? undefined : { recorded, attempt, status: known, tries: 0 };
  });

  const { promise, resolve } = Promise.withResolvers<LaunchOutcome>();
  const start = { contexts, nodePath: livingNode(host, sweep), secrets };
  const parts = { host, sweep, options, events, queue, counter, start, find, observe };
  let isLeaving = false;
  const dispatch = new Dispatch(parts, () => {
    if (isLeaving) return;
    isLeaving = true;
    leave();
  });
  const pool = workerPool(host, {
    home: sweep.home,
    launcher,
    cwd: host.files.exists(sweep.record.projectDirectory)
      ? sweep.record.projectDirectory
      : sweep.home,
    settings: contexts,
    told: dispatch.told,
    died: dispatch.died,
  });
  // What an earlier launcher started and nobody saw end may be somebody's training: it is left alone.
  const isRunning = (run: number, attempt: number): boolean =>
    goesOn.has(run) || dispatch.isRunning(run, attempt);
  const left = leftovers(host, { find, isRunning, grace: options.grace });
  const endWatch = watchCancels(host, sweep.home, (runs) => dispatch.cancel(runs));

  const leave = (): void => {
    endWatch();
    queue.close();
    left.finish(() => {
      events.append(leftEvent(host.clock.now(), dispatch.halt));
      writeLast(host, dispatch, events, (isWritten) => {
        const over = (): void => {
          endTimer();
          lock.release();
          const { why, text } = dispatch.halt ?? { why: 'finished' };
          resolve({ why, counts: counter.counts, ...(text !== undefined && { text }) });
        };
        // A worker that still tries to record an end is left to it, unless this launcher's own file has it.
        const endTimer = host.clock.after(closeMilliseconds, isWritten ? pool.kill : over);
        pool.close(over);
      });
    });
  };

  await new Promise<void>((cleared) => left.finish(cleared));
  dispatch.begin(pool, left);
  return {
    counts: counter.counts,
    running: dispatch.running,
    stop: (how) => dispatch.stop(how),
    done: promise,
  };
}

function leftEvent(time: number, halt: Halt | undefined): SweepEvent {
  const { why, text } = halt ?? { why: 'finished' };
  return {
    event: 'left',
    time,
    why: why === 'max-failures' ? 'finished' : why,
    ...(text !== undefined && { text }),
  };
}

const hasEnded = ({ attempts }: RunStatus, attempt: number): boolean => {
  const state = attempts.find((it) => it.attempt === attempt)?.state;
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
};

/** Workers without a run end at once when they are asked to. */
const closeMilliseconds = 1000;
const lastTries = 20;
const lastPause = 100;

/** A full disk may have room again in a moment; what can't be written in the end is told by the outcome. */
function writeLast(
  host: Host,
  dispatch: Dispatch,
  events: EventLog,
  done: (isWritten: boolean) => void,
  tries = lastTries,
): void {
  if (dispatch.flush()) {
    events.sync();
    events.close();
    done(true);
  } else if (tries > 0) {
    host.clock.after(lastPause, () => writeLast(host, dispatch, events, done, tries - 1));
  } else {
    events.close();
    done(false);
  }
}

function openEvents(host: Host, sweep: Sweep, launcher: string): EventLog {
  const identity = identityOf(host, host.machine.pid);
  if (identity === undefined) throw new Error('Internal error: this process has no identity');
  const path = `${sweep.home}/${sweepFileNames.launcherEvents(launcher)}`;
  const events = createEventLog(host, path);
  events.append({ event: 'launcher', time: host.clock.now(), id: launcher, ...identity });
  return events;
}

/** Short, since it is part of every slot's name; the lock keeps two launchers of a sweep from choosing at once. */
const launcherId = (host: Host): string =>
  Math.floor(host.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');

const livingNode = (host: Host, { record }: Sweep): string | undefined =>
  host.files.exists(record.nodePath) ? record.nodePath : undefined;
