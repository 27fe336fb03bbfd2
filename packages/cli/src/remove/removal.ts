import { fail, ok, type Problem, type Result, shellCommand } from '@mrunner/core';
import {
  findMoved,
  finishRemoval,
  livesText,
  openSweep,
  type RegistryEntry,
  removalLeftover,
  removeSweep,
  type Sweep,
  type SweepStatus,
  type TreeSize,
  unregisterSweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { shownPath } from '../output/paths.ts';
import { shortId } from '../select/short-id.ts';

/** Something that can be removed. */
export interface Removal {
  readonly entry: RegistryEntry;
  /** Absent: its directory is gone. */
  readonly sweep?: Sweep;
  readonly status?: SweepStatus;
  readonly size: TreeSize;
}

const nothing: TreeSize = { bytes: 0, files: 0 };

/** What removing a sweep of the list means; a problem when its directory holds something else, or is elsewhere. */
export const removalOf = (cli: Cli, entry: RegistryEntry): Result<Removal> => {
  const { host } = cli;
  if (!host.files.exists(entry.home)) {
    const rest = removalLeftover(host, entry);
    if (rest !== undefined) return ok({ entry, size: host.files.measure(rest) ?? nothing });
    const moved = findMoved(host, entry);
    return moved === undefined
      ? ok({ entry, size: nothing })
      : fail(movedProblem(cli, entry, moved));
  }
  const sweep = openSweep(host, entry.home);
  if (!sweep.ok) return sweep;
  const { id } = sweep.value.record;
  if (id !== entry.id) {
    const message = `expected it in ${entry.home}, and that holds ${id}`;
    return fail({
      kind: 'conflict',
      path: entry.id,
      message,
      details: ['mrun doctor --rebuild DIR'],
    });
  }
  return ok({ entry, sweep: sweep.value, status: sweep.value.status(), size: nothing });
};

const movedProblem = (cli: Cli, { id }: RegistryEntry, moved: string): Problem => ({
  kind: 'missing',
  path: id,
  message: `it was moved to ${shownPath(cli, moved)}`,
  details: [
    `put it on the list again: ${shellCommand(['mrun', 'doctor', '--rebuild', shownPath(cli, moved)])}`,
  ],
});

/** Why something has to stay, as a problem; undefined when it may go. */
export const keptBecause = (cli: Cli, { entry, sweep }: Removal): Problem | undefined => {
  if (sweep === undefined) return undefined;
  const { pinned, sweep: whole } = sweep.remarks();
  const word = shortId(entry.id);
  if (pinned) {
    return {
      kind: 'conflict',
      path: entry.id,
      message: whole.pinned ? 'it is pinned' : 'a run of it is pinned',
      details: [`unpin it: mrun tag ${whole.pinned ? word : `${word}/RUN`} --unpin`],
    };
  }
  const living = livesText(cli.host, sweep);
  if (living === undefined) return undefined;
  const details = [
    `stop it: mrun cancel ${word}`,
    ...(sweep.status().launcher === 'elsewhere'
      ? [`is it dead, with all that it started? mrun resume ${word} --take-over`]
      : []),
  ];
  return { kind: 'conflict', path: entry.id, message: living, details };
};

/** The same with its size, which takes a look at each of its files. */
export const measured = (cli: Cli, removal: Removal): Removal =>
  removal.sweep === undefined
    ? removal
    : { ...removal, size: cli.host.files.measure(removal.sweep.home) ?? nothing };

/** Removes it; a problem when the system refuses, or somebody began to launch it. */
export const carryOut = ({ host }: Cli, { entry, sweep }: Removal): Result<null> => {
  if (sweep !== undefined) return removeSweep(host, sweep);
  if (removalLeftover(host, entry) !== undefined) return finishRemoval(host, entry);
  unregisterSweep(host, entry.id);
  return ok(null);
};
