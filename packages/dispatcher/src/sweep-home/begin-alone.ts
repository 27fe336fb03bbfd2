import { fail, type Result } from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { diskText } from './disk-text.ts';
import { type Lock, type LockOptions, takeLock } from './lock.ts';

/**
 * Takes the lock of a sweep and begins what only one process at a time may do. Once that has begun well, releasing the lock is its
 * own concern; before, the lock is released here. What the disk of the home refuses meanwhile is a problem.
 */
export async function beginAlone<Begun>(
  host: Host,
  home: string,
  options: LockOptions,
  begin: (lock: Lock) => Promise<Result<Begun>>,
): Promise<Result<Begun>> {
  let lock: Result<Lock> | undefined;
  try {
    lock = takeLock(host, home, options);
    if (!lock.ok) return lock;
    const begun = await begin(lock.value);
    if (!begun.ok) lock.value.release();
    return begun;
  } catch (error) {
    if (lock?.ok) lock.value.release();
    if (!isDiskError(error)) throw error;
    return fail({ kind: 'file', path: 'storage_dir', message: diskText(host, home, error) });
  }
}
