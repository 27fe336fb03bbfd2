import { basename, dirname } from 'node:path';
import {
  type CodeRecord,
  fail,
  type Result,
  type SweepRecord,
  stringifyPrivate,
  sweepFileNames,
} from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import {
  registerSweep,
  registryDirectory,
  stateDirectory,
  unregisterSweep,
} from '../registry/registry.ts';
import { openSweep, type Sweep } from './open-sweep.ts';
import { type ExperimentStream, writeExperiments } from './write-experiments.ts';

/** What a sweep is to be. */
export interface SweepDraft {
  /** Absolute path of the directory to make; see `sweepHome`. */
  readonly home: string;
  /** The storage directory that it lies in. Made when missing, ignored by git then when it lies in the project. */
  readonly storageDir: string;
  readonly experiments: ExperimentStream;
  /** Brings the code into the home, before the record is written. When it can't, nothing is left behind. */
  readonly bringCode?: (home: string) => Promise<Result<CodeRecord>>;
  /** Called when all experiments are written, so that it may hold what was learned from them. */
  readonly record: (code: CodeRecord | undefined) => SweepRecord;
}

/**
 * Writes the home of a sweep completely, and registers it. After this, everything can be started from its files alone;
 * before, nothing was. When it can't be done there are problems, and nothing is left behind.
 */
export async function createSweep(host: Host, draft: SweepDraft): Promise<Result<Sweep>> {
  const { home } = draft;
  let made: string | undefined;
  let isHomeReady = false;
  try {
    made = makeHome(host, draft);
    if (made === undefined) return fail(homeTaken(home));
    const written = await writeExperiments(host, home, draft.experiments);
    if (!written.ok) {
      removeHome(host, home, made);
      return written;
    }
    const code = await draft.bringCode?.(home);
    if (code?.ok === false) {
      removeHome(host, home, made);
      return code;
    }
    const record = draft.record(code?.value);
    host.files.replace(`${home}/${sweepFileNames.record}`, `${stringifyPrivate(record)}\n`);
    host.files.syncDirectory(home);
    host.files.syncDirectory(dirname(home));
    isHomeReady = true;
    registerSweep(host, home, record);
    if (isInside(record.projectDirectory, draft.storageDir) && isInside(made, draft.storageDir)) {
      host.files.create(`${draft.storageDir}/.gitignore`, '*\n');
    }
    return openSweep(host, home);
  } catch (error) {
    if (made !== undefined) removeHome(host, home, made);
    if (isHomeReady) unregisterSweep(host, basename(home));
    if (!(error instanceof Error) || errorCode(error) === '') throw error;
    return fail(
      isHomeReady
        ? unlistable(registryDirectory(host), error)
        : unwritable(host, draft.storageDir, error),
    );
  }
}

/** Makes the home's directories; answers the topmost one that is new, or undefined when the home exists. */
function makeHome(host: Host, { home }: SweepDraft): string | undefined {
  const above = host.files.makeDirectories(dirname(home));
  try {
    if (!host.files.makeDirectory(home)) return undefined;
    for (const name of [sweepFileNames.events, sweepFileNames.runs]) {
      host.files.makeDirectory(`${home}/${name}`);
    }
    return above ?? home;
  } catch (error) {
    removeHome(host, home, above ?? home);
    throw error;
  }
}

/** Removes a home, and those directories made for it that nobody else has put anything into. */
function removeHome(host: Host, home: string, topmost: string): void {
  try {
    host.files.remove(home);
    for (let at = dirname(home); isInside(topmost, at); at = dirname(at)) {
      if (!host.files.removeEmpty(at)) return;
    }
  } catch {
    // A disk that refuses writing may refuse this too; the first error is the one to tell.
  }
}

const isInside = (directory: string, path: string): boolean =>
  path === directory || path.startsWith(`${directory}/`);

const homeTaken = (home: string) =>
  ({
    kind: 'conflict',
    path: 'storage_dir',
    message: `expected to make a new directory for the sweep, and ${home} exists already`,
  }) as const;

const unwritable = (host: Host, storageDir: string, error: Error) => {
  // What is known here of sweeps on clusters is where no context says.
  const isOurs = isInside(stateDirectory(host), storageDir);
  return {
    kind: 'file',
    path: isOurs ? 'XDG_STATE_HOME' : 'storage_dir',
    message: `expected a directory that can be written to, and ${storageDir} can't: ${error.message}`,
    details: [
      isOurs
        ? 'make room there, or choose another one: XDG_STATE_HOME=DIRECTORY'
        : 'choose another one with storage_dir: in mrunner.yaml',
    ],
  } as const;
};

const unlistable = (directory: string, error: Error) =>
  ({
    kind: 'file',
    path: directory,
    message: `the list of sweeps can't be written: ${error.message}`,
    details: ['choose another place for it with the variable XDG_STATE_HOME'],
  }) as const;
