import { basename, dirname } from 'node:path';
import { isSweepId } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { readRecord } from '../sweep-home/sweep-record.ts';
import type { RegistryEntry } from './registry.ts';

/** Directories with more entries than that are not looked through. */
const mostEntries = 1000;

/**
 * Where a sweep whose directory is gone lies: under another name, below another project of its storage directory,
 * or below a directory above it that got another name. Undefined when it is at none of these places.
 */
export function findMoved(
  host: Pick<Host, 'files'>,
  { id, home }: Pick<RegistryEntry, 'id' | 'home'>,
): string | undefined {
  const isIt = (directory: string): boolean => {
    const record = readRecord(host, directory);
    return record.ok && record.value.id === id;
  };
  return [...renamedAbove(host, home), ...elsewhereInStorage(host, home)].find(isIt);
}

/** The same path with another name for the topmost directory that is missing. */
function renamedAbove(host: Pick<Host, 'files'>, home: string): readonly string[] {
  let missing = home;
  while (dirname(missing) !== missing && !host.files.exists(dirname(missing))) {
    missing = dirname(missing);
  }
  const rest = home.slice(missing.length);
  const above = dirname(missing);
  return entriesOf(host, above).map((name) => `${above.replace(/\/$/, '')}/${name}${rest}`);
}

/** `<storage>/<project>/<id>` with another project, or with a name that is no sweep's. */
function elsewhereInStorage(host: Pick<Host, 'files'>, home: string): readonly string[] {
  const storage = dirname(dirname(home));
  const id = basename(home);
  return entriesOf(host, storage).flatMap((project) =>
    entriesOf(host, `${storage}/${project}`)
      .filter((name) => name === id || !isSweepId(name))
      .map((name) => `${storage}/${project}/${name}`),
  );
}

function entriesOf(host: Pick<Host, 'files'>, directory: string): readonly string[] {
  const names = host.files.list(directory).filter((name) => !name.startsWith('.'));
  return names.length > mostEntries ? [] : names;
}
