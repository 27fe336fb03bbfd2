import { ok, type Result, type SweepOptions, triesSoFar } from '@mrunner/core';
import { recordLeft } from '../../cluster/submit/record-left.ts';
import { attemptToSubmit, wantedAttempts } from '../../cluster/submit/wanted-attempts.ts';
import { launchCode } from '../../code/launch-code.ts';
import type { Host } from '../../host/host.ts';
import { enterSweep } from '../../launch/enter-sweep.ts';
import type { Launch, RunningRun } from '../../launch/launch-events.ts';
import type { LaunchOptions } from '../../launch/launch-sweep.ts';
import { type QueuedRun, runQueue } from '../../launch/run-queue.ts';
import { watchWishes, wholeWishes } from '../../launch/wish-watch.ts';
import { beginAlone } from '../../sweep-home/begin-alone.ts';
import type { Lock } from '../../sweep-home/lock.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { SrunDispatch } from './srun-dispatch.ts';
import { openGround } from './srun-ground.ts';

/** How a sweep is to be launched by srun. */
export interface SrunOptions extends LaunchOptions {
  /** Hears what runs print, as it comes. */
  readonly printed?: (run: RunningRun, bytes: Uint8Array) => void;
}

/**
 * Starts the runs of a sweep by `srun` on its cluster, as many at a time as its options say, and keeps going until all
 * have ended. Runs end with this process: there is nobody to leave them to. Bring the home up to date before (`refreshSweep`).
 * A problem, and nothing started: another launcher is at work, the cluster can't be reached, a secret has no value.
 */
export async function srunSweep(
  host: Host,
  sweep: Sweep,
  options: SrunOptions = {},
): Promise<Result<Launch>> {
  const known = wholeWishes(host, sweep.home);
  return beginAlone(host, sweep.home, options, (lock) => begin(host, sweep, options, lock, known));
}

async function begin(
  host: Host,
  sweep: Sweep,
  given: SrunOptions,
  lock: Lock,
  knownWishes: ReadonlySet<string>,
): Promise<Result<Launch>> {
  const { takes = 'planned', takeOver = false, secrets = {} } = given;
  const { parallel } = sweep.status();
  const wished: Partial<SweepOptions> = parallel === undefined ? {} : { parallel };
  const options = { ...sweep.record.options, ...wished, ...given.options };
  const opened = await openGround(host, sweep, { options, secrets });
  if (!opened.ok) return opened;
  const ground = opened.value;
  const code = await launchCode(host, sweep);
  const resumes = takes === 'resume';
  const entered = enterSweep(host, sweep, { takesOver: takeOver, resumes, code });
  const { launcher, events, status } = entered;
  events.sync();
  const runs = [...wantedAttempts(sweep, status, takes)];
  const prepared = await ground.prepare(runs, status);
  if (!prepared.ok) {
    recordLeft(host, events, { why: 'error', text: prepared.problems[0]?.message });
    ground.close();
    return prepared;
  }
  const attemptOf = attemptToSubmit(sweep, takes);
  const queue = runQueue(sweep.experiments(), (recorded): QueuedRun | undefined => {
    const known = status.of(recorded.index);
    const attempt = attemptOf(known, recorded);
    if (attempt === null) return undefined;
    const tries = triesSoFar(known);
    return { recorded, attempt, status: known, countedAs: known.state, tries };
  });
  const { promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>();
  const dispatch = new SrunDispatch({
    host,
    sweep,
    ground,
    launcher,
    events,
    queue,
    options,
    first: status,
    observe: given.observe ?? (() => {}),
    printed: given.printed ?? (() => {}),
    idle: becomeIdle,
  });
  const watch = watchWishes(host, sweep.home, knownWishes, (wish) => dispatch.hear(wish));
  const done = idle
    .then(() => {
      watch.end();
      queue.close();
      const { outcome } = dispatch.state;
      recordLeft(host, events, {
        ...outcome,
        why: outcome.why === 'max-failures' ? 'finished' : outcome.why,
      });
      return outcome;
    })
    .finally(() => {
      ground.close();
      lock.release();
    });
  dispatch.goOn();
  return ok({
    get counts() {
      return dispatch.state.counter.counts;
    },
    running: dispatch.state.running,
    stop: (how) => dispatch.stop(how),
    leave: () => {
      dispatch.stop('term');
      return 'nothing';
    },
    done,
  });
}
