import type { SweepRecord } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { readRecord } from '../sweep-home/sweep-record.ts';

/** A sweep in the registry: enough to list it and to find it. */
export interface RegistryEntry {
  readonly id: string;
  /** Absolute directory it was made in; it may have moved or be gone since. */
  readonly home: string;
  readonly project: string;
  readonly name: string;
  readonly projectDirectory: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The context it was started in. */
  readonly context: string;
  /** How many runs it has. */
  readonly count: number;
  readonly spec: { readonly file: string; readonly name: string };
  readonly tags: readonly string[];
}

type Asks = Pick<Host, 'files' | 'env'>;

/** Adds a sweep to the list of all of this user, or replaces what is said of it there. */
export function registerSweep(host: Asks, home: string, record: SweepRecord): void {
  const directory = registryDirectory(host);
  host.files.makeDirectories(directory);
  host.files.replace(
    `${directory}/${record.id}.json`,
    `${JSON.stringify(entryOf(home, record))}\n`,
  );
}

/** Takes a sweep off the list; its directory is not touched. */
export const unregisterSweep = (host: Asks, id: string): void =>
  host.files.remove(`${registryDirectory(host)}/${id}.json`);

/** All sweeps of this user, the newest first, read one by one. Their directories may be gone. */
export function* listSweeps(host: Asks): Generator<RegistryEntry> {
  const directory = registryDirectory(host);
  const names = host.files.list(directory).filter((name) => name.endsWith('.json'));
  // Ids sort by time, to the minute.
  const byMinute = Map.groupBy([...names].sort().reverse(), (name) => name.slice(0, minuteLength));
  for (const sameMinute of byMinute.values()) {
    yield* sameMinute
      .flatMap((name) => parseEntry(host.files.read(`${directory}/${name}`)) ?? [])
      .sort((a, b) => b.createdAt - a.createdAt);
  }
}

const minuteLength = 'YYYYMMDD-HHMM'.length;

/**
 * The sweeps that lie on disk below a directory, at most four levels down, whether registered or not: what
 * `mrun doctor --rebuild` puts back on the list.
 */
export function* sweepsUnder(
  host: Pick<Host, 'files'>,
  directory: string,
): Generator<RegistryEntry> {
  yield* search(host, directory, 4);
}

function* search(
  host: Pick<Host, 'files'>,
  directory: string,
  depth: number,
): Generator<RegistryEntry> {
  const record = readRecord(host, directory);
  if (record.ok) {
    yield entryOf(directory, record.value);
    return;
  }
  if (depth === 0) return;
  for (const name of host.files.list(directory)) {
    const below = `${directory}/${name}`;
    if (!name.startsWith('.') && name !== 'node_modules' && host.files.stat(below)?.directory) {
      yield* search(host, below, depth - 1);
    }
  }
}

/** `$XDG_STATE_HOME/mrunner/registry`. */
export const registryDirectory = (host: Pick<Host, 'env'>): string =>
  `${stateDirectory(host)}/registry`;

/** `$XDG_STATE_HOME/mrunner`: what mrunner keeps for this user. */
export function stateDirectory({ env }: Pick<Host, 'env'>): string {
  const given = env.XDG_STATE_HOME;
  // The XDG specification: relative paths are to be ignored.
  const base = given?.startsWith('/') ? given : `${env.HOME ?? ''}/.local/state`;
  return `${base}/mrunner`;
}

const entryOf = (home: string, record: SweepRecord): RegistryEntry => ({
  id: record.id,
  home,
  project: record.project,
  name: record.name,
  projectDirectory: record.projectDirectory,
  createdAt: record.createdAt,
  context: record.contexts[0]?.name ?? 'local',
  count: record.count,
  spec: record.spec,
  tags: record.tags,
});

function parseEntry(text: string | undefined): RegistryEntry | undefined {
  try {
    const entry: unknown = JSON.parse(text ?? '');
    if (typeof entry !== 'object' || entry === null) return undefined;
    return 'id' in entry && 'home' in entry ? (entry as RegistryEntry) : undefined;
  } catch {
    return undefined;
  }
}
