import {
  fail,
  ok,
  type Result,
  type RunStatus,
  type SweepOptions,
  triesSoFar,
} from '@mrunner/core';
import { launchCode } from '../code/launch-code.ts';
import type { Host } from '../host/host.ts';
import type { ContextSetting } from '../local/context-setting.ts';
import { leftovers } from '../local/leftovers.ts';
import { workerPool } from '../local/worker-pool.ts';
import { snapshotSetUps } from '../snapshot/snapshot-set-ups.ts';
import { beginAlone } from '../sweep-home/begin-alone.ts';
import type { Lock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { adoptees } from './adoptees.ts';
import { attemptFinder } from './attempt-finder.ts';
import { contextSettings } from './context-settings.ts';
import { Dispatch } from './dispatch.ts';
import type { Launch, LaunchEvent, Takes } from './launch-events.ts';
import { LaunchState } from './launch-state.ts';
import { leaveSweep } from './leave-sweep.ts';
import { missingSecrets } from './missing-secrets.ts';
import { runPreparer } from './prepare-run.ts';
import { type QueuedRun, runQueue } from './run-queue.ts';
import { stateCounter } from './state-counter.ts';
import { type Stock, takeStock } from './take-stock.ts';
import { watchWishes, wholeWishes } from './wish-watch.ts';

/** How a sweep is to be launched. */
export interface LaunchOptions {
  /** Which runs to start. Default: those that never started. Those that go on are waited for in any case. */
  readonly takes?: Takes;
  /** Takes the sweep from a launcher on another host: a person says that it is dead, with all that it started. */
  readonly takeOver?: boolean;
  /** Over the options of the sweep. */
  readonly options?: Partial<SweepOptions>;
  /** Values of secrets, over those of the environment. They are written nowhere. */
  readonly secrets?: { readonly [name: string]: string };
  /** Hears of everything that happens. */
  readonly observe?: (event: LaunchEvent) => void;
}

/**
 * Starts the runs of a sweep on this machine, as many at a time as its options say, and keeps going until all have ended.
 * Runs that an earlier launcher started and that go on are adopted: they fill slots, and their ends count as those of others.
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
  // Whoever finds the lock taken leaves its wish to this launcher: what is not here before the lock is for it.
  const known = wholeWishes(host, sweep.home);
  return beginAlone(host, sweep.home, launchOptions, async (lock) =>
    ok(await begin(host, sweep, launchOptions, settings.value, lock, known)),
  );
}

async function begin(
  host: Host,
  sweep: Sweep,
  launchOptions: LaunchOptions,
  contexts: ReadonlyMap<string, ContextSetting>,
  lock: Lock,
  knownWishes: ReadonlySet<string>,
): Promise<Launch> {
  const { takes = 'planned', observe = () => {}, secrets = {}, takeOver = false } = launchOptions;
  const { home, record } = sweep;
  const code = await launchCode(host, sweep);
  const stock = takeStock(host, sweep, { takesOver: takeOver, resumes: takes === 'resume', code });
  const { status, launcher, events, find } = stock;
  const options = { ...record.options, ...wished(status), ...launchOptions.options };
  const counter = stateCounter(status.counts);
  const attemptOf = attemptFinder(sweep, takes);
  const adopted = adoptees(host, sweep, stock, attemptOf);
  const isAdopted = new Set(adopted.map(({ index }) => index));
  const queue = runQueue(sweep.experiments(), (recorded): QueuedRun | undefined => {
    const counted = status.of(recorded.index);
    const known = asLeft(counted);
    const attempt = isAdopted.has(recorded.index) ? null : attemptOf(known, recorded);
    if (attempt === null) return undefined;
    return { recorded, attempt, status: known, countedAs: counted.state, tries: triesSoFar(known) };
  });
  const nodePath = host.files.exists(record.nodePath) ? record.nodePath : undefined;
  const preparer = runPreparer(host, sweep, { contexts, nodePath, secrets });
  const pool = workerPool(host, {
    home,
    launcher,
    cwd: host.files.exists(record.projectDirectory) ? record.projectDirectory : home,
    settings: contexts,
    setUps: snapshotSetUps(host, { sweep, settings: contexts }),
    // Who dies with the launcher before it wrote anything itself can be asked about, too.
    begun: (event) => launch.record(event),
    told: (worker, messages) => dispatch.told(worker, messages),
    died: (worker, why) => dispatch.died(worker, why),
  });
  const left = leftovers(host, {
    find,
    isRunning: (run, attempt) =>
      launch.active.isRunning(run, attempt) || launch.foreign.has(run, attempt),
    grace: options.grace,
  });
  const launch = new LaunchState({
    host,
    sweep,
    options,
    failuresBefore: failuresBefore(stock),
    launcher,
    events,
    queue,
    counter,
    preparer,
    settings: contexts,
    pool,
    leftovers: left,
    find,
    observe,
  });

  const { promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>();
  const dispatch = new Dispatch(launch, { idle: becomeIdle, listen: () => watch.readNew() });
  dispatch.adopt(adopted, status.of);
  const watch = watchWishes(host, home, knownWishes, (wish) => dispatch.hear(wish));
  const done = idle
    .then(() => {
      watch.end();
      return leaveSweep(launch);
    })
    .finally(lock.release);

  await new Promise<void>((cleared) => left.finish(cleared));
  dispatch.begin();
  return {
    counts: counter.counts,
    running: launch.active.byIndex,
    stop: (how) => dispatch.stop(how),
    leave: () => {
      const isHalted = launch.halt !== undefined;
      dispatch.leave();
      if (isHalted) return 'nothing';
      return takes === 'planned' ? 'resume' : takes;
    },
    done,
  };
}

/** A run that waits for a promised attempt as its last one ended: who holds the lock knows that nobody else starts it. */
const asLeft = (status: RunStatus): RunStatus => {
  const last = status.attempts.at(-1);
  const isPromised = last?.again === true && last.attempt === status.attempt - 1;
  return isPromised && status.state === 'pending' ? { ...status, ...last } : status;
};

const wished = ({ parallel, gpus }: Stock['status']): Partial<SweepOptions> => ({
  ...(parallel !== undefined && { parallel }),
  ...(gpus !== undefined && { gpus }),
});

/** A sweep that was handed over goes on counting; one that somebody resumes begins anew. */
const failuresBefore = ({ status: { left, counts } }: Stock): number =>
  left?.why === 'detached' ? counts.failed + counts.unknown : 0;
