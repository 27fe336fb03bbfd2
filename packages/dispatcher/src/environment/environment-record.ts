import { isTaskSlot, parsePrivate, parseSlot, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/**
 * In what a worker's runs were started, found out where they run: `<home>/environments/<slot>.json`, written whole, once a
 * context by the first of its workers on a machine. Of tasks on a cluster, the first one of all that one process submitted makes it:
 * `<token without its number>.<context>.json`; of pods, the first one of each Job: `<token>.<context>.json`. What could not be found out is absent.
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

/** What an attempt was handed to. */
export interface EnvironmentPlace {
  readonly slots: readonly string[];
  /** Name of its context. */
  readonly context: string;
  /** Whether all workers that one launcher gave this context are alike, as they are unless their images differ: one records it for all. */
  readonly alike: boolean;
}

/** The environment of an attempt; undefined when none was recorded, or not yet. */
export function readEnvironment(
  host: Pick<Host, 'files'>,
  home: string,
  { slots, context, alike }: EnvironmentPlace,
): EnvironmentRecord | undefined {
  const directory = `${home}/${sweepFileNames.environments}`;
  const tokens = slots.map((slot) => parseSlot(slot)?.token ?? slot);
  const own = tokens.map((token) => `${token}.`);
  const mates = alike ? slots.flatMap(matesOf) : [];
  const names = host.files.list(directory).filter((name) => name.endsWith('.json'));
  const found = [...own, ...mates].flatMap((id) => names.filter((name) => name.startsWith(id)));
  for (const name of found) {
    const record = readRecord(host, `${directory}/${name}`);
    if (record?.context === context) return record;
  }
  return undefined;
}

/** How the names of records begin that another worker of the same launcher made. */
function matesOf(slot: string): readonly string[] {
  const token = parseSlot(slot)?.token ?? slot;
  const launcher = token.slice(0, token.lastIndexOf('-'));
  return isTaskSlot(slot) ? [`${launcher}.`, `${launcher}-`] : [`${launcher}-`];
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
