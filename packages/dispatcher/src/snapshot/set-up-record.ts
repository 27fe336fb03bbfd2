import { type ProcessIdentity, parsePrivate, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { identityOf, livenessOf } from '../processes/liveness.ts';
import { descendantsOf, processTable } from '../processes/process-table.ts';

/** How far the set-ups of a snapshot are. The launcher alone writes it, while it holds the sweep's lock. */
export interface SetUpRecord {
  /** Texts that were carried out to their end. */
  readonly done: readonly string[];
  /** The process that is at one, or died at it. */
  readonly process?: ProcessIdentity;
}

type Files = Pick<Host, 'files'>;

export function readSetUps(host: Files, home: string, code: string): SetUpRecord {
  const text = host.files.read(pathOf(home, code));
  return text === undefined ? { done: [] } : (parsePrivate(text) as unknown as SetUpRecord);
}

export const writeSetUps = (host: Files, home: string, code: string, record: SetUpRecord): void =>
  host.files.replace(pathOf(home, code), `${JSON.stringify(record)}\n`);

const pathOf = (home: string, code: string): string => `${home}/${sweepFileNames.codeSetUps(code)}`;

/** Milliseconds between two looks whether killed processes are gone. */
const pause = 10;

/**
 * Ends the set-up that a dead launcher left at work: two must not be in one tree. Calls back when it is gone, and says
 * whether that is certain: of a process on another host nobody here knows.
 */
export function endForeignSetUp(
  host: Host,
  { process: foreign }: SetUpRecord,
  ended: (isGone: boolean) => void,
): void {
  const liveness = foreign === undefined ? 'gone' : livenessOf(host, foreign);
  if (foreign === undefined || liveness !== 'alive') {
    ended(liveness === 'gone');
    return;
  }
  const pids = [
    foreign.pid,
    ...descendantsOf(foreign.pid, processTable(host)).map((row) => row.pid),
  ];
  const family = pids.map((pid) => identityOf(host, pid)).filter((it) => it !== undefined);
  const look = (): void => {
    const left = family.filter((identity) => livenessOf(host, identity) === 'alive');
    for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
    if (left.length === 0) ended(true);
    else host.clock.after(pause, look);
  };
  look();
}
