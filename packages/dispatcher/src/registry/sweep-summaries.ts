import { sweepFileNames } from '@mrunner/core';
import { errorCode } from '../host/error-code.ts';
import type { FileStat, Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { readSweepStatus, type SweepStatus } from '../sweep-home/sweep-status.ts';
import { type RegistryEntry, stateDirectory } from './registry.ts';

/** What the list tells of a sweep. */
export type SweepSummary = Pick<
  SweepStatus,
  'counts' | 'launcher' | 'startedAt' | 'endedAt' | 'left'
> & {
  /** When the scheduler of its cluster answered last, in milliseconds since the epoch. */
  readonly asOf?: number;
};

/** Summaries of many sweeps. Those of sweeps at which nobody is at work are remembered, as long as their files are as they were. */
export interface SweepSummaries {
  /** Undefined when the home is gone. */
  readonly of: (entry: RegistryEntry) => SweepSummary | undefined;
  /** Remembers what was learned; a disk that refuses is no trouble. */
  readonly save: () => void;
}

/** Raised when a summary tells more, or other things. */
const format = 2;

interface Remembered {
  /** Tells how the home and its events were. */
  readonly key: string;
  readonly summary: SweepSummary;
}

/** Opens what is remembered: a file that may be removed at any time. */
export function sweepSummaries(host: Host): SweepSummaries {
  const path = `${stateDirectory(host)}/summaries.json`;
  const known = readKnown(host, path);
  const seen = new Map<string, Remembered>();
  const asked = new Set<string>();
  let hasNews = false;
  return {
    of: ({ home, count }) => {
      asked.add(home);
      const stats = statsOf(host, home);
      if (stats === undefined) return undefined;
      const key = keyOf(stats);
      const remembered = known.get(home);
      if (remembered?.key === key) {
        seen.set(home, remembered);
        return remembered.summary;
      }
      const status = readSweepStatus(host, home, count);
      const summary = summaryOf(status);
      if (isAtRest(host, home, status, stats)) {
        seen.set(home, { key, summary });
        hasNews = true;
      }
      return summary;
    },
    save: () => {
      if (!hasNews) return;
      const { host: machine } = host.machine;
      for (const [home, remembered] of known) {
        if (!asked.has(home) && host.files.exists(home)) seen.set(home, remembered);
      }
      const text = JSON.stringify({ format, machine, homes: [...seen] });
      try {
        host.files.replace(path, `${text}\n`);
      } catch (error) {
        if (errorCode(error) === '') throw error;
      }
    },
  };
}

/** Those of another machine, or of another format, may be of sweeps that look otherwise from here. */
function readKnown(host: Host, path: string): ReadonlyMap<string, Remembered> {
  try {
    const read = JSON.parse(host.files.read(path) ?? 'null');
    const isOurs = read?.format === format && read.machine === host.machine.host;
    return new Map(isOurs ? read.homes : []);
  } catch {
    return new Map();
  }
}

const summaryOf = ({
  counts,
  launcher,
  startedAt,
  endedAt,
  left,
  scheduler,
}: SweepStatus): SweepSummary => ({
  counts,
  launcher,
  ...(startedAt !== undefined && { startedAt }),
  ...(endedAt !== undefined && { endedAt }),
  ...(left !== undefined && { left }),
  ...(scheduler !== undefined && { asOf: scheduler.asOf }),
});

/** Of the home, where locks come and go, and of its events, where every new writer makes a file. */
type Stats = readonly [home: FileStat, events: FileStat | undefined];

function statsOf({ files }: Host, home: string): Stats | undefined {
  const stat = files.stat(home);
  return stat && [stat, files.stat(`${home}/${sweepFileNames.events}`)];
}

const keyOf = (stats: Stats): string =>
  stats.map((stat) => stat && `${stat.inode} ${stat.modifiedAt} ${stat.size}`).join(' ');

/** File systems tell times in steps, of up to two seconds: within one, a change may follow that does not show. */
const stepMilliseconds = 2500;

/**
 * Whether nothing can change any more without a new file: every process that wrote here is proven gone. One that has not
 * said who it is may be about to.
 */
function isAtRest(host: Host, home: string, status: SweepStatus, stats: Stats): boolean {
  const now = host.clock.now();
  const isOld = stats.every(
    (stat) => stat !== undefined && now - stat.modifiedAt > stepMilliseconds,
  );
  if (!isOld || (status.launcher !== 'none' && status.launcher !== 'gone')) return false;
  const { workers, launchers, batches, counts } = status;
  // Its tasks write to files that are there already.
  if (batches.size > 0 && counts.pending + counts.running > 0) return false;
  const names = host.files.list(`${home}/${sweepFileNames.events}`);
  const countOf = (kind: string): number => names.filter((name) => name.startsWith(kind)).length;
  return (
    (batches.size > 0 || countOf('worker-') === workers.size) &&
    countOf('launcher-') === launchers.size &&
    [...workers.values(), ...launchers.values()].every((it) => livenessOf(host, it) === 'gone')
  );
}
