import { type ProcessIdentity, parsePrivate } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';

/** What taking locks asks of the world. */
export type LockHost = Pick<Host, 'files' | 'shared' | 'processes' | 'machine' | 'random' | 'env'>;

/** Who has a GPU to itself, as its lock says. */
export interface GpuHolder {
  readonly process: ProcessIdentity;
  readonly user: string;
  /** The attempt that it is for: `20261122-1607-brave-otter/3`. */
  readonly run: string;
}

/** A GPU that nobody else on this machine is given. */
export interface GpuLock {
  readonly gpu: string;
  /** Says which process has it from now on: the lock lasts as long as that lives. */
  readonly hold: (process: ProcessIdentity) => void;
  /** The same, if the process that has it is gone: what that started may live. */
  readonly outlive: (process: ProcessIdentity) => void;
  readonly release: () => void;
}

/** Where the locks of all users of this machine are. */
export const lockDirectory = ({ env }: Pick<Host, 'env'>): string =>
  env.MRUNNER_GPU_LOCKS || '/tmp/mrunner-gpus';

/**
 * Takes a GPU for a process, or answers who has it. Each holder has a file of its own, which nobody else need be able to
 * remove: it first writes it, then looks whether somebody else has one. Of two who do so at once at most one goes on, and
 * neither may; who gives up tries later.
 */
export function takeGpu(host: LockHost, gpu: string, holder: GpuHolder): GpuLock | GpuHolder {
  const before = holderOf(host, gpu);
  if (before !== undefined) return before;
  const own = write(host, gpu, holder);
  const rival = holderOf(host, gpu, own);
  if (rival === undefined) return lockAt(host, gpu, holder, own);
  host.files.remove(own);
  return rival;
}

/**
 * Goes on with the lock of a run that an earlier launch started. Where its worker is gone while the run itself lives, this
 * process holds it from now on.
 */
export function adoptGpu(host: LockHost, gpu: string, holder: GpuHolder): GpuLock {
  const known = locksOf(host, gpu).find((it) => it.holder?.run === holder.run);
  if (known?.holder === undefined) return lockAt(host, gpu, holder, write(host, gpu, holder));
  const lock = lockAt(host, gpu, known.holder, known.path);
  lock.outlive(holder.process);
  return lock;
}

/** Who has a GPU; undefined when nobody who may live does. Files of the dead are removed where that is allowed. */
export function holderOf(host: LockHost, gpu: string, own?: string): GpuHolder | undefined {
  for (const { path, holder = nobodyKnows(path) } of locksOf(host, gpu)) {
    if (path === own) continue;
    if (!isGone(host, holder.process)) return holder;
    removeIfAllowed(host, path);
  }
  return undefined;
}

function lockAt(host: LockHost, gpu: string, holder: GpuHolder, path: string): GpuLock {
  let own = path;
  let held = holder.process;
  const hold = (process: ProcessIdentity): void => {
    const next = write(host, gpu, { ...holder, process });
    removeIfAllowed(host, own);
    own = next;
    held = process;
  };
  return {
    gpu,
    hold,
    outlive: (process) => {
      if (isGone(host, held)) hold(process);
    },
    release: () => removeIfAllowed(host, own),
  };
}

/** The files that speak of a GPU; without a holder those that nobody understands. */
function locksOf(
  host: LockHost,
  gpu: string,
): readonly { readonly path: string; readonly holder?: GpuHolder }[] {
  const directory = lockDirectory(host);
  const names = host.files.list(directory).filter((name) => name.startsWith(`${gpu}.`));
  return names.flatMap((name) => {
    const path = `${directory}/${name}`;
    const text = host.shared.read(path);
    const holder = text === undefined ? undefined : parseHolder(text);
    if (holder !== undefined) return [{ path, holder }];
    // It was released at this very moment.
    return text === undefined && !host.files.list(directory).includes(name) ? [] : [{ path }];
  });
}

function write(host: LockHost, gpu: string, holder: GpuHolder): string {
  const directory = lockDirectory(host);
  host.shared.makeDirectory(directory);
  const unique = `${host.machine.pid}-${host.random().toString(36).slice(2, 10)}`;
  const path = `${directory}/${gpu}.${unique}`;
  host.shared.create(path, JSON.stringify(holder));
  return path;
}

/** Where other users' processes are hidden, one that is not seen may live. */
function isGone(host: LockHost, who: ProcessIdentity): boolean {
  if (livenessOf(host, who) !== 'gone') return false;
  const isHidden = host.files.read(`/proc/${who.pid}/stat`) === undefined;
  return !isHidden || !isOfThisBoot(host, who) || !host.processes.exists(who.pid);
}

const isOfThisBoot = (host: LockHost, { boot }: ProcessIdentity): boolean =>
  boot === host.files.read('/proc/sys/kernel/random/boot_id')?.trim();

function removeIfAllowed(host: LockHost, path: string): void {
  try {
    host.files.remove(path);
  } catch {
    // Another user's: it says nothing any more, and goes with the next boot.
  }
}

/** A file that nobody of ours wrote: whose it is can't be told, so it counts. */
const nobodyKnows = (path: string): GpuHolder => ({
  process: { host: 'unknown', boot: '', pid: 0, started: '' },
  user: 'somebody',
  run: `the file ${path}`,
});

function parseHolder(text: string): GpuHolder | undefined {
  try {
    const holder = parsePrivate(text) as Partial<GpuHolder> | null;
    const { process, user, run } = holder ?? {};
    const { host, boot, pid, started } = process ?? {};
    const texts = [host, boot, started, user, run];
    if (!texts.every((it) => typeof it === 'string') || !Number.isSafeInteger(pid))
      return undefined;
    return holder as GpuHolder;
  } catch {
    return undefined;
  }
}
