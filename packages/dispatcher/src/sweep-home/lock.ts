import { fail, ok, type ProcessIdentity, type Result, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { identityOf, livenessOf } from '../processes/liveness.ts';

type Asks = Pick<Host, 'files' | 'processes' | 'machine' | 'random'>;

/** Who may start runs of a sweep: one process at a time. */
export interface Lock {
  readonly release: () => void;
}

/** How a lock may be taken. */
export interface LockOptions {
  /** Also from a holder on another host: a person says that it is dead. */
  readonly takeOver?: boolean;
}

/**
 * Takes the lock of a sweep. A holder on this host that is proven gone is replaced; one that lives, or lives where it
 * can't be asked, is a problem.
 */
export function takeLock(
  host: Asks,
  home: string,
  { takeOver = false }: LockOptions = {},
): Result<Lock> {
  const path = lockPath(home);
  const me = identityOf(host, host.machine.pid);
  if (me === undefined) throw new Error('Internal error: this process has no identity');
  const text = JSON.stringify(me);
  const isGone: IsGone = (holder) => {
    // What can't be read was put there by somebody else, who can't be asked.
    const liveness = holder === undefined ? 'unknown' : livenessOf(host, holder);
    return liveness === 'gone' || (takeOver && liveness === 'unknown');
  };
  if (!takeAt(host, { path, text, isGone })) return heldBy(host, lockHolder(host, home));
  return ok({ release: () => release(host, path, text) });
}

/** Takes the lock of a file that is to be changed; undefined while somebody else has it. It lies beside the file. */
export function takeFileLock(host: Asks, file: string): Lock | undefined {
  const path = `${file}.lock`;
  const me = identityOf(host, host.machine.pid);
  if (me === undefined) throw new Error('Internal error: this process has no identity');
  const text = JSON.stringify(me);
  const isGone: IsGone = (holder) => holder !== undefined && livenessOf(host, holder) === 'gone';
  if (!takeAt(host, { path, text, isGone })) return undefined;
  return { release: () => release(host, path, text) };
}

type IsGone = (holder: ProcessIdentity | undefined) => boolean;

interface LockFile {
  readonly path: string;
  readonly text: string;
  readonly isGone: IsGone;
}

/** Makes a file with this text, unless there is one whose writer may live. */
function takeAt(host: Asks, lock: LockFile): boolean {
  const { path, text, isGone } = lock;
  // Written beside, synced, and linked: nobody ever reads a lock without its holder, not even after a power cut.
  const beside = `${path}.${host.machine.pid}.${host.random().toString(36).slice(2, 8)}`;
  host.files.replace(beside, text);
  try {
    if (host.files.link(beside, path)) return true;
    const stale = host.files.read(path);
    if (stale === undefined) return host.files.link(beside, path);
    return isGone(parseHolder(stale)) && replaceStale(host, lock, { beside, stale });
  } finally {
    host.files.remove(beside);
  }
}

/** Who holds a sweep's lock, if anybody does. Whether that process lives is another question. */
export function lockHolder(host: Pick<Host, 'files'>, home: string): ProcessIdentity | undefined {
  const text = host.files.read(lockPath(home));
  return text === undefined ? undefined : parseHolder(text);
}

const lockPath = (home: string): string => `${home}/${sweepFileNames.lock}`;

/**
 * Puts a fresh lock over a stale one, so that there is one at any moment. Of several who found it stale one at a time may
 * do so, and looks again first; whose turn it is says a lock of its own, which can become stale too.
 */
function replaceStale(
  host: Asks,
  { path, text, isGone }: LockFile,
  { beside, stale }: { readonly beside: string; readonly stale: string },
): boolean {
  const turn = `${path}.turn`;
  if (!takeAt(host, { path: turn, text, isGone })) return false;
  try {
    if (host.files.read(path) !== stale) return host.files.link(beside, path);
    host.files.rename(beside, path);
    return true;
  } finally {
    release(host, turn, text);
  }
}

function release(host: Asks, path: string, text: string): void {
  if (host.files.read(path) === text) host.files.remove(path);
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    const holder: unknown = JSON.parse(text);
    if (typeof holder !== 'object' || holder === null) return undefined;
    const { host, boot, pid, started } = holder as Partial<ProcessIdentity>;
    if (host === undefined || boot === undefined || pid === undefined || started === undefined) {
      return undefined;
    }
    return { host, boot, pid, started };
  } catch {
    return undefined;
  }
}

const heldBy = (
  { machine }: Pick<Host, 'machine'>,
  holder: ProcessIdentity | undefined,
): Result<never> =>
  fail({
    kind: 'conflict',
    path: sweepFileNames.lock,
    message:
      holder === undefined
        ? `its ${sweepFileNames.lock} names no process, so another mrun process may be launching this sweep`
        : `process ${holder.pid} on ${holder.host} is launching this sweep`,
    details: [
      'follow it: mrun status -w',
      'stop it: mrun cancel',
      ...(holder?.host === machine.host
        ? []
        : ['is it dead, with all that it started? mrun resume --take-over']),
    ],
  });
