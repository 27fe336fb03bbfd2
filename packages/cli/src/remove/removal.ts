import { fail, isHere, ok, type Problem, type Result, shellCommand } from '@mrunner/core';
import {
  findMoved,
  finishRemoval,
  isCluster,
  livesText,
  openSweep,
  type RegistryEntry,
  refreshSweep,
  removalLeftover,
  removeSweep,
  removeThere,
  type Sweep,
  type SweepStatus,
  type TreeSize,
  unregisterSweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { shownPath } from '../output/paths.ts';
import { unreachedText } from '../output/unreached-text.ts';
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
export const keptBecause = (
  cli: Cli,
  { entry, sweep }: Removal,
  { hereOnly }: RemovalWish,
): Problem | undefined => {
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
  // Who wants to leave what is there knows that it may go on.
  if (hereOnly && isElsewhere({ sweep })) return undefined;
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

/** Learns how a sweep on a cluster is, before it is removed with what is there. A problem when that can't be asked. */
export const lookBefore = async (
  cli: Cli,
  { entry, sweep }: Removal,
  { hereOnly }: RemovalWish,
): Promise<Problem | undefined> => {
  if (sweep === undefined || !isCluster(sweep) || hereOnly) return undefined;
  const unreached = unreachedText(sweep, await refreshSweep(cli.host, sweep, { force: true }));
  if (unreached === undefined) return undefined;
  return {
    kind: 'unreachable',
    path: entry.id,
    message: unreached,
    details: [`leave what is there: mrun rm ${shortId(entry.id)} --here-only`],
  };
};

/** What of a sweep shall go. */
export interface RemovalWish {
  /** What it has on its cluster stays. */
  readonly hereOnly: boolean;
}

/** Whether a sweep has files on another machine. */
export const isElsewhere = ({ sweep }: Pick<Removal, 'sweep'>): boolean =>
  sweep !== undefined && !sweep.record.contexts.every(isHere);

/** The same with its size, which takes a look at each of its files. */
export const measured = (cli: Cli, removal: Removal): Removal =>
  removal.sweep === undefined
    ? removal
    : { ...removal, size: cli.host.files.measure(removal.sweep.home) ?? nothing };

/** Removes it; a problem when the system refuses, or somebody began to launch it. */
export const carryOut = async (
  { host }: Cli,
  { entry, sweep }: Removal,
  { hereOnly }: RemovalWish,
): Promise<Result<null>> => {
  if (sweep !== undefined) {
    return removeSweep(host, sweep, {
      evenLiving: hereOnly && isElsewhere({ sweep }),
      ...(isCluster(sweep) && !hereOnly && { elsewhere: () => removeThere(host, sweep) }),
    });
  }
  if (removalLeftover(host, entry) !== undefined) return finishRemoval(host, entry);
  unregisterSweep(host, entry.id);
  return ok(null);
};
