import { basename } from 'node:path';
import type { PlannedRun } from '@mrunner/core';
import type { Host } from '../host/host.ts';

type Files = Pick<
  Host['files'],
  | 'lookAt'
  | 'list'
  | 'copy'
  | 'makeDirectory'
  | 'makeLink'
  | 'readLink'
  | 'remove'
  | 'rename'
  | 'realPath'
>;

/**
 * Copies what a run starts from into its directory, before its first attempt. It appears there whole or not at all: a
 * launcher may end in the middle.
 */
export function restoreFiles(files: Files, { restoreFrom, directory, attempt }: PlannedRun): void {
  if (restoreFrom === undefined || attempt > 1) return;
  const target = `${directory}/${basename(restoreFrom)}`;
  if (files.lookAt(target) !== undefined) return;
  const unfinished = `${directory}/.restoring`;
  files.remove(unfinished);
  copyTree(files, files.realPath(restoreFrom) ?? restoreFrom, unfinished);
  files.rename(unfinished, target);
}

function copyTree(files: Files, from: string, to: string): void {
  switch (files.lookAt(from)?.kind) {
    case 'directory':
      files.makeDirectory(to);
      for (const name of files.list(from)) copyTree(files, `${from}/${name}`, `${to}/${name}`);
      break;
    case 'link':
      files.makeLink(files.readLink(from), to);
      break;
    default:
      files.copy(from, to);
  }
}
