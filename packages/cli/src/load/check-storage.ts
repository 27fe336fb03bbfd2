import { dirname } from 'node:path';
import { type Context, isRemote, type Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { shownPath } from '../output/paths.ts';
import { isWritable } from './executables.ts';

/** What would keep a context's storage directory from being written, found without writing. */
export const checkStorage = (cli: Cli, context: Context): readonly Problem[] => {
  const { backend, storageDir } = context;
  if (backend === 'kubernetes' || isRemote(context)) return [];
  let existing = storageDir;
  while (!cli.host.files.exists(existing) && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  const shown = shownPath(cli, existing);
  const trouble =
    cli.host.files.stat(existing)?.directory === true
      ? isWritable(existing)
        ? undefined
        : `you may not write to ${shown}`
      : `${shown} is not a directory`;
  if (trouble === undefined) return [];
  return [
    {
      kind: 'file',
      path: 'storage_dir',
      message: `expected a directory that can be written to, got ${shownPath(cli, storageDir)}: ${trouble}`,
      details: ['choose another one with storage_dir: in mrunner.yaml'],
    },
  ];
};
