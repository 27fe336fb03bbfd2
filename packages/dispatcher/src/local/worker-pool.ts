import { type SweepEvent, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { bootId, identityOf } from '../processes/liveness.ts';
import { hasProc } from '../processes/process-table.ts';
import type { SnapshotSetUps } from '../snapshot/snapshot-set-ups.ts';
import { isOrdinaryName } from '../worker-program/variable-names.ts';
import type { ContextSetting, SetUpFailure } from './context-setting.ts';
import { setUpSteps } from './set-up-steps.ts';
import { startWorker, type Worker, type WorkerMessage } from './worker.ts';
import { workerProgram } from './worker-script.ts';

export type WorkerOrFailure =
  | { readonly ok: true; readonly worker: Worker }
  | { readonly ok: false; readonly failure: SetUpFailure };

export interface PoolOptions {
  readonly home: string;
  readonly launcher: string;
  readonly cwd: string;
  readonly settings: ReadonlyMap<string, ContextSetting>;
  readonly setUps: SnapshotSetUps;
  /** A worker was started, and has heard nothing yet: what it is can be recorded before it does anything. */
  readonly begun: (event: WorkerEvent) => void;
  readonly told: (worker: Worker, messages: readonly WorkerMessage[]) => void;
  /** A worker ended that had been given out; what it was given for is lost. */
  readonly died: (worker: Worker, why: string) => void;
}

/**
 * The workers of a launch: made when needed, used again and again. A worker of a context with a set-up is given out when
 * that is done; the first one does the steps that change the disk, and the others of its context wait for it.
 */
export interface WorkerPool {
  /**
   * Gives a worker for a run with the code of this hash, when its snapshot is set up too. Calls back at once where no
   * set-up is to be waited for.
   */
  readonly take: (context: string, code: string | undefined, use: Use) => void;
  readonly giveBack: (worker: Worker) => void;
  /** Ends all: idle ones at once, busy ones after their run, those in their set-up by force. Calls back when all are gone. */
  readonly close: (closed: () => void) => void;
  /** Takes no more. Workers end with the run they are at; this process may end before them. */
  readonly release: () => void;
  /** Ends set-ups by force; who waits for them hears of a failure. */
  readonly endSetUps: () => void;
  /** Ends by force what has not ended. */
  readonly kill: () => void;
}

type Use = (taken: WorkerOrFailure) => void;

export function workerPool(host: Host, options: PoolOptions): WorkerPool {
  const idle = new Map<string, Worker[]>();
  const living = new Set<Worker>();
  const settingUp = new Map<Worker, Use>();
  /** Contexts whose first worker is in its set-up, with who waits for it. */
  const firsts = new Map<string, Use[]>();
  const preparedContexts = new Set<string>();
  const failures = new Map<string, SetUpFailure>();
  let made = 0;
  let whenClosed: (() => void) | undefined;

  const take = (context: string, use: Use): void => {
    const failure = failures.get(context);
    const worker = idle.get(context)?.pop();
    const waiting = firsts.get(context);
    if (failure !== undefined) use({ ok: false, failure });
    else if (worker !== undefined) use({ ok: true, worker });
    else if (waiting !== undefined) waiting.push(use);
    else make(context, use);
  };

  const takeForCode = (context: string, code: string | undefined, use: Use): void =>
    take(context, (taken) => {
      if (!taken.ok || options.setUps.isDone(context, code)) {
        use(taken);
        return;
      }
      // Its worker made what the context needs; it may die while the snapshot is set up.
      giveBack(taken.worker);
      options.setUps.carryOut(context, code, (failure) => {
        if (failure === undefined) take(context, use);
        else use({ ok: false, failure });
      });
    });

  const make = (contextName: string, use: Use): void => {
    const setting = options.settings.get(contextName);
    if (setting === undefined) throw new Error(`Internal error: no setting of ${contextName}`);
    const steps = setUpSteps(setting.context);
    const isFirst = steps.once.length > 0 && !preparedContexts.has(contextName);
    const setUp = [...(isFirst ? steps.once : []), ...steps.each];
    const worker = begin(setting, setUp);
    if (setUp.length === 0) {
      use({ ok: true, worker });
      return;
    }
    settingUp.set(worker, use);
    if (isFirst) firsts.set(contextName, []);
  };

  const begin = (setting: ContextSetting, setUp: readonly string[]): Worker => {
    const slot = `${options.launcher}-${made++}`;
    const worker = startWorker(
      host,
      {
        slot,
        context: setting.context.name,
        cwd: options.cwd,
        env: setting.env,
        identify: (pid) => identityOf(host, pid),
      },
      { told, ended },
    );
    living.add(worker);
    const event = workerEvent(host, worker);
    options.begun(event);
    worker.feed(
      workerProgram({
        eventsFile: `${options.home}/${sweepFileNames.workerEvents(slot)}`,
        firstLine: JSON.stringify(event),
        hasUptime: hasProc(host),
        env: Object.fromEntries(
          Object.entries(setting.privateValues).filter(([name]) => isOrdinaryName(name)),
        ),
        setUp,
        runSecrets: setting.runSecrets,
      }),
    );
    return worker;
  };

  const told = (worker: Worker, messages: readonly WorkerMessage[]): void => {
    const use = settingUp.get(worker);
    if (use === undefined) {
      options.told(worker, messages);
      return;
    }
    // `set-up-failed` needs no answer here: the worker ends, with its output.
    if (!messages.some((message) => message.type === 'ready')) return;
    settingUp.delete(worker);
    const waiting = firsts.get(worker.context) ?? [];
    firsts.delete(worker.context);
    preparedContexts.add(worker.context);
    use({ ok: true, worker });
    for (const next of waiting) take(worker.context, next);
  };

  const ended = (worker: Worker, why: string, output: string): void => {
    living.delete(worker);
    const mates = idle.get(worker.context) ?? [];
    const wasIdle = mates.includes(worker);
    if (wasIdle) mates.splice(mates.indexOf(worker), 1);
    const use = settingUp.get(worker);
    if (use !== undefined) setUpFailed(worker, use, { code: 1, why, output });
    else if (!wasIdle && whenClosed === undefined) options.died(worker, why);
    if (living.size === 0) whenClosed?.();
  };

  const setUpFailed = (worker: Worker, use: Use, failure: SetUpFailure): void => {
    settingUp.delete(worker);
    const waiting = firsts.get(worker.context) ?? [];
    firsts.delete(worker.context);
    failures.set(worker.context, failure);
    for (const each of [use, ...waiting]) each({ ok: false, failure });
  };

  const giveBack = (worker: Worker): void => {
    if (!living.has(worker)) return;
    const mates = idle.get(worker.context);
    if (mates === undefined) idle.set(worker.context, [worker]);
    else mates.push(worker);
  };

  return {
    take: takeForCode,
    giveBack,
    close: (closed) => {
      whenClosed = closed;
      if (living.size === 0) closed();
      for (const worker of living) worker.close();
      for (const worker of settingUp.keys()) worker.killAll();
    },
    release: () => {
      whenClosed = () => {};
      for (const worker of living) worker.release();
      for (const worker of settingUp.keys()) worker.killAll();
    },
    endSetUps: () => {
      options.setUps.end();
      for (const worker of settingUp.keys()) worker.killAll();
    },
    kill: () => {
      for (const worker of living) worker.kill();
    },
  };
}

type WorkerEvent = Extract<SweepEvent, { event: 'worker' }>;

/** Pairs the shell's clock, seconds since the boot, with the time of day. */
function workerEvent(host: Host, worker: Worker): WorkerEvent {
  const up = Number.parseFloat(host.files.read('/proc/uptime') ?? '');
  return {
    event: 'worker',
    time: host.clock.now(),
    ...(!Number.isNaN(up) && { up }),
    slot: worker.slot,
    host: host.machine.host,
    boot: worker.identity?.boot ?? bootId(host),
    pid: worker.identity?.pid ?? 0,
    started: worker.identity?.started ?? '',
  };
}
