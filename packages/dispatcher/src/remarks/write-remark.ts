import { fail, ok, type Problem, type Remark, type Result, sweepFileNames } from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { registeredSweep, registerSweep, registryDirectory } from '../registry/registry.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { remarkIds } from './read-remarks.ts';

/** What somebody says of a sweep or of its runs; who and when is added. */
export type NewRemark = Omit<Remark, 'id' | 'time' | 'by'>;

/** Writes a remark into the home of a sweep, and what it changes into the list of sweeps. */
export function writeRemark(host: Host, { home, record }: Sweep, said: NewRemark): Result<Remark> {
  const { user, host: machine, pid } = host.machine;
  const time = host.clock.now();
  const chance = host.random().toString(36).slice(2, 8);
  const id = `${time.toString(36)}-${pid.toString(36)}-${chance}`;
  const written = { time, by: `${user}@${machine}`, ...said };
  let path = `${home}/${sweepFileNames.remark(id)}`;
  try {
    host.files.makeDirectory(`${home}/${sweepFileNames.remarks}`);
    host.files.replace(path, `${JSON.stringify(written)}\n`);
    path = registryDirectory(host);
    renewEntry(host, { home, record });
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === '') throw error;
    return fail(unwritable(path, error));
  }
  return ok({ id, ...written });
}

/**
 * Makes the list say what the remarks say. Whoever wrote the list last looks once more: a remark that came meanwhile is
 * not overwritten with what was known before it.
 */
function renewEntry(host: Host, { home, record }: Pick<Sweep, 'home' | 'record'>): void {
  const listed = registeredSweep(host, record.id);
  const isCopy = listed !== undefined && listed.home !== home && host.files.exists(listed.home);
  if (isCopy) return;
  for (let known = ''; ; ) {
    const ids = [...remarkIds(host, home)].sort().join();
    if (ids === known) return;
    registerSweep(host, home, record);
    known = ids;
  }
}

const unwritable = (path: string, error: Error): Problem => ({
  kind: 'file',
  path,
  message: `can't be written: ${error.message}`,
});
