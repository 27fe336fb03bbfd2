import { isTaskSlot, parsePrivate, parseSlot, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/**
 * In what a worker's runs were started, found out where they run: `<home>/environments/<slot>.json`, written whole, once a
 * context by the first of its workers on a machine. Of tasks on a cluster, the first one of all that one process submitted makes it:
 * `<token without its number>.<context>.json`. What could not be found out is absent.
 */
export interface EnvironmentRecord {
  /** The worker that made it. */
  readonly slot: string;
  readonly context: string;
  /** ISO 8601, of that machine's clock. */
  readonly time?: string;
  readonly host?: string;
  /** The node of a pod, whose own name is its `host`. */
  readonly node?: string;
  /** The image of a pod, with its digest where the node says one. */
  readonly image?: string;
  /** Kernel and distribution. */
  readonly os?: string;
  readonly arch?: string;
  /** Model of the processor. */
  readonly cpu?: string;
  /** Number of processors. */
  readonly cpus?: string;
  /** KiB. */
  readonly memory?: string;
  /** Path of the program that runs are started with, as the worker finds it. */
  readonly program?: string;
  /** What that says of its version, when it is an interpreter. */
  readonly version?: string;
  /** As `nvidia-smi -L` lists them. */
  readonly gpus: readonly string[];
  /** SHA-256 of the files that pin dependencies, by their path from the directory of the code. */
  readonly files: { readonly [path: string]: string };
  /** Python's packages as `name==version`. */
  readonly packages: readonly string[];
}

/** The environment of an attempt that was handed to these slots; undefined when none was recorded, or not yet. */
export function readEnvironment(
  host: Pick<Host, 'files'>,
  home: string,
  slots: readonly string[],
  context: string,
): EnvironmentRecord | undefined {
  const directory = `${home}/${sweepFileNames.environments}`;
  // Workers of one launcher and context are alike, so one of them recorded it for all.
  const launchers = slots.map((slot) => {
    const token = parseSlot(slot)?.token ?? slot;
    return token.slice(0, token.lastIndexOf('-')) + (isTaskSlot(slot) ? '.' : '-');
  });
  const mates = host.files
    .list(directory)
    .filter((name) => launchers.some((id) => name.startsWith(id)) && name.endsWith('.json'))
    .map((name) => `${directory}/${name}`);
  const own = slots.map((slot) => `${home}/${sweepFileNames.environment(slot)}`);
  for (const path of [...own, ...mates]) {
    const record = readRecord(host, path);
    if (record?.context === context) return record;
  }
  return undefined;
}

function readRecord(host: Pick<Host, 'files'>, path: string): EnvironmentRecord | undefined {
  const text = host.files.read(path);
  if (text === undefined) return undefined;
  try {
    const record = parsePrivate(text) as unknown as EnvironmentRecord & { format: number };
    return record.format === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}
