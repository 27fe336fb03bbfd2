import { basename, dirname } from 'node:path';
import { fail, ok, type Problem, type Result, shellCommand, slug } from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { type RegistryEntry, registeredSweep, unregisterSweep } from '../registry/registry.ts';
import { takeLock } from '../sweep-home/lock.ts';
import { openSweep, type Sweep } from '../sweep-home/open-sweep.ts';
import { livesText } from './lives-text.ts';

export interface RemoveOptions {
  /** Though runs of it may go on somewhere else. */
  readonly evenLiving?: boolean;
  /** Removes what the sweep has on other machines, while no launcher can begin: a problem, and the rest stays. */
  readonly elsewhere?: () => Promise<Result<null>>;
}

/**
 * Removes a sweep: its directory, what it leaves empty above, and its place on the list. Its lock keeps launchers off
 * meanwhile. The directory gets a hidden name first, so that nobody ever sees half a sweep; what a crash leaves under that
 * name `finishRemoval` removes.
 *
 */
export async function removeSweep(
  host: Host,
  { home, record }: Sweep,
  { evenLiving = false, elsewhere }: RemoveOptions = {},
): Promise<Result<null>> {
  const place = checkPlace(host, home, record.id);
  if (place !== undefined) return fail(place);
  const away = hiddenName(home);
  try {
    const lock = takeLock(host, home);
    if (!lock.ok) return lock;
    const sweep = openSweep(host, home);
    const living = sweep.ok && !evenLiving ? livesText(host, sweep.value) : undefined;
    if (living !== undefined) {
      lock.value.release();
      return fail({ kind: 'conflict', path: record.id, message: living });
    }
    try {
      const gone = await elsewhere?.();
      if (gone?.ok === false) {
        lock.value.release();
        return gone;
      }
      host.files.remove(away);
      host.files.rename(home, away);
    } catch (error) {
      lock.value.release();
      throw error;
    }
    finish(host, { id: record.id, home }, record.project);
    return ok(null);
  } catch (error) {
    return failedOf(error, record.id, host.files.exists(away));
  }
}

/** Where a removal that was cut short left what remains; undefined when none was. */
export function removalLeftover(
  host: Pick<Host, 'files'>,
  { home }: Pick<RegistryEntry, 'home'>,
): string | undefined {
  const away = hiddenName(home);
  return host.files.exists(home) || !host.files.exists(away) ? undefined : away;
}

/** Removes what a removal that was cut short left, and takes the sweep off the list. */
export function finishRemoval(
  host: Host,
  entry: Pick<RegistryEntry, 'id' | 'home' | 'project'>,
): Result<null> {
  try {
    finish(host, entry, entry.project);
    return ok(null);
  } catch (error) {
    return failedOf(error, entry.id, true);
  }
}

/** `mruns/birds/.20261122-1607-brave-otter.removing`: no search for sweeps looks into hidden directories. */
const hiddenName = (home: string): string => `${dirname(home)}/.${basename(home)}.removing`;

function finish(host: Host, { id, home }: Pick<RegistryEntry, 'id' | 'home'>, project: string) {
  host.files.remove(hiddenName(home));
  const listed = registeredSweep(host, id);
  // The list may know the sweep at another place, of which this one was a copy.
  if (listed !== undefined && !host.files.exists(listed.home)) unregisterSweep(host, id);
  removeEmptyAbove(host, home, project);
}

function removeEmptyAbove(host: Host, home: string, project: string): void {
  const folder = dirname(home);
  if (basename(folder) !== slug(project) || !host.files.removeEmpty(folder)) return;
  const storage = dirname(folder);
  const ignore = `${storage}/.gitignore`;
  const isOurs = host.files.list(storage).join() === '.gitignore';
  if (!isOurs || host.files.read(ignore) !== '*\n') return;
  host.files.remove(ignore);
  host.files.removeEmpty(storage);
}

function checkPlace(host: Host, home: string, id: string): Problem | undefined {
  const sweep = openSweep(host, home);
  if (!sweep.ok) return sweep.problems[0];
  if (sweep.value.record.id !== id) {
    const message = `expected the sweep ${id}, and ${home} holds ${sweep.value.record.id}`;
    return { kind: 'conflict', path: id, message };
  }
  const above = host.files.realPath(dirname(home));
  const real = host.files.realPath(home);
  if (real === `${above?.replace(/\/$/, '')}/${basename(home)}`) return undefined;
  return {
    kind: 'conflict',
    path: id,
    message: `${home} is a link to ${real}, and links are not followed`,
    details: [`remove what it leads to: ${shellCommand(['mrun', 'rm', real ?? home])}`],
  };
}

function failedOf(error: unknown, id: string, isHalf: boolean): Result<never> {
  if (!(error instanceof Error) || errorCode(error) === '') throw error;
  return fail({
    kind: 'file',
    path: id,
    message: `it can't be removed${isHalf ? ' to the end' : ''}: ${error.message}`,
    ...(isHalf && { details: [`remove the rest: mrun rm ${id}`] }),
  });
}
