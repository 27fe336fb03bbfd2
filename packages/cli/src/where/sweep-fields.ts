import { runStates, type Value } from '@mrunner/core';
import type { RegistryEntry, SweepSummary } from '@mrunner/dispatcher';
import type { Lookup } from './holds.ts';

/** A sweep of the registry; without a status when its directory is gone. */
export interface ListedSweep {
  readonly entry: RegistryEntry;
  readonly status?: SweepSummary | undefined;
}

/** What `--where` knows of every sweep. */
export const sweepFields: { readonly [name: string]: (sweep: ListedSweep) => Value | undefined } = {
  id: ({ entry }) => entry.id,
  project: ({ entry }) => entry.project,
  name: ({ entry }) => entry.name,
  context: ({ entry }) => entry.context,
  tag: ({ entry }) => [...entry.tags, ...(entry.runTags ?? []).map(({ tag }) => tag)],
  note: ({ entry }) => entry.notes,
  pinned: ({ entry }) => entry.pinned === true,
  description: ({ entry }) => entry.description,
  spec: ({ entry }) => entry.spec.file,
  directory: ({ entry }) => entry.projectDirectory,
  count: ({ entry }) => entry.count,
  launcher: ({ status }) => status?.launcher,
  gone: ({ status }) => status === undefined,
  ...Object.fromEntries(
    runStates.map((state) => [state, ({ status }: ListedSweep) => status?.counts[state]]),
  ),
};

/** What a name stands for in a sweep. */
export const sweepLookup =
  (sweep: ListedSweep): Lookup =>
  (name) =>
    Object.hasOwn(sweepFields, name) ? sweepFields[name]?.(sweep) : undefined;
