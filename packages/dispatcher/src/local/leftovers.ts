import type { Host } from '../host/host.ts';
import type { FindMarked, MarkedProcess } from '../processes/marked-processes.ts';

/** Ends processes that a run left behind: TERM, then KILL after the grace. */
export interface Leftovers {
  /** A run's attempt has ended: looks for what it left, soon. */
  readonly lookSoon: () => void;
  /** Calls back when nothing of a run's ended attempts lives any more. */
  readonly whenGone: (run: number, gone: () => void) => void;
  /** Calls back when nothing is left of any run. */
  readonly finish: (done: () => void) => void;
  /** Looks no more: whatever lives is left alone. */
  readonly leave: () => void;
  /** From now on KILL at once. */
  readonly hurry: () => void;
}

export interface LeftoversOptions {
  readonly find: FindMarked;
  /** Whether an attempt goes on: its processes are no leftovers. */
  readonly isRunning: (run: number, attempt: number) => boolean;
  /** Seconds between TERM and KILL. */
  readonly grace: number;
}

/** Milliseconds between two looks. Each costs a listing of /proc; many ends in a row share one. */
const pause = 200;
/** Milliseconds that a process may survive KILL, as one that hangs in the kernel does, before it is given up. */
const patience = 5000;

export function leftovers(host: Host, options: LeftoversOptions): Leftovers {
  let firstSeen = new Map<number, number>();
  let waiting: { readonly run: number; readonly gone: () => void }[] = [];
  let finished: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;
  let isHurried = false;
  let hasLeft = false;

  const schedule = (): void => {
    if (!hasLeft) cancelLook ??= host.clock.after(pause, look);
  };

  const look = (): void => {
    cancelLook?.();
    cancelLook = undefined;
    const found = options.find().filter((it) => !options.isRunning(it.run, it.attempt));
    firstSeen = new Map(found.map(({ pid }) => [pid, firstSeen.get(pid) ?? 0]));
    const left = found.filter(end);
    const over = waiting.filter(({ run }) => !left.some((it) => it.run === run));
    waiting = waiting.filter((it) => !over.includes(it));
    for (const { gone } of over) gone();
    if (left.length > 0) schedule();
    else tellFinished();
  };

  const tellFinished = (): void => {
    const tell = finished;
    finished = undefined;
    tell?.();
  };

  /** Answers whether it is to be waited for. */
  const end = ({ pid }: MarkedProcess): boolean => {
    const now = host.clock.elapsed();
    const since = firstSeen.get(pid) || now;
    const isNew = firstSeen.get(pid) === 0;
    firstSeen.set(pid, since);
    const grace = isHurried ? 0 : options.grace * 1000;
    if (now - since >= grace) host.processes.signal(pid, 'SIGKILL');
    else if (isNew) host.processes.signal(pid, 'SIGTERM');
    return now - since < grace + patience;
  };

  return {
    lookSoon: schedule,
    whenGone: (run, gone) => {
      waiting.push({ run, gone });
      look();
    },
    finish: (done) => {
      finished = done;
      look();
    },
    leave: () => {
      hasLeft = true;
      cancelLook?.();
    },
    hurry: () => {
      isHurried = true;
    },
  };
}
