import type { FoldedRemarks, SweepRecord } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { readRemarks } from '../remarks/read-remarks.ts';
import { readExperiments } from '../sweep-home/read-experiments.ts';
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
  /** Of the sweep: by flags, by contexts, by its first experiments, and by `mrun tag`. */
  readonly tags: readonly string[];
  /** Of its first experiment. */
  readonly description?: string;
  /** What `mrun note` said of the sweep and of its runs. */
  readonly notes?: readonly string[];
  /** What `mrun tag` gave to runs of it. */
  readonly runTags?: FoldedRemarks['runTags'];
  /** Whether it, or a run of it, is to be kept. */
  readonly pinned?: true;
}

type Asks = Pick<Host, 'files' | 'env'>;

/** Adds a sweep to the list of all of this user, or replaces what is said of it there. */
export function registerSweep(host: Asks, home: string, record: SweepRecord): void {
  const directory = registryDirectory(host);
  host.files.makeDirectories(directory);
  host.files.replace(
    `${directory}/${record.id}.json`,
    `${JSON.stringify(entryOf(host, home, record))}\n`,
  );
}

/** Whether a sweep of that id is on the list. */
export const isRegistered = (host: Asks, id: string): boolean =>
  host.files.exists(`${registryDirectory(host)}/${id}.json`);

/** Takes a sweep off the list; its directory is not touched. */
export const unregisterSweep = (host: Asks, id: string): void =>
  host.files.remove(`${registryDirectory(host)}/${id}.json`);

/** What the list says of one sweep; undefined when it is not on it. */
export const registeredSweep = (host: Asks, id: string): RegistryEntry | undefined =>
  parseEntry(host.files.read(`${registryDirectory(host)}/${id}.json`));

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
    yield entryOf(host, directory, record.value);
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

/** How many experiments are asked for their tags: those of one spec differ little. */
const askedExperiments = 100;

function entryOf(host: Pick<Host, 'files'>, home: string, record: SweepRecord): RegistryEntry {
  const remarks = readRemarks(host, home);
  const tags = new Set([...record.tags, ...record.contexts.flatMap((context) => context.tags)]);
  let description: string | undefined;
  let asked = 0;
  for (const { experiment } of readExperiments(host, home)) {
    if (asked === askedExperiments) break;
    asked++;
    description ??= experiment.description;
    for (const tag of experiment.tags) tags.add(tag);
  }
  const notes = remarks.notes.map(({ text }) => text);
  return {
    id: record.id,
    home,
    project: record.project,
    name: record.name,
    projectDirectory: record.projectDirectory,
    createdAt: record.createdAt,
    context: record.contexts[0]?.name ?? 'local',
    count: record.count,
    spec: record.spec,
    tags: remarks.sweep.tags([...tags]),
    ...(description !== undefined && { description }),
    ...(notes.length > 0 && { notes }),
    ...(remarks.runTags.length > 0 && { runTags: remarks.runTags }),
    ...(remarks.pinned && { pinned: true }),
  };
}

function parseEntry(text: string | undefined): RegistryEntry | undefined {
  try {
    const entry: unknown = JSON.parse(text ?? '');
    if (typeof entry !== 'object' || entry === null) return undefined;
    return 'id' in entry && 'home' in entry ? (entry as RegistryEntry) : undefined;
  } catch {
    return undefined;
  }
}
