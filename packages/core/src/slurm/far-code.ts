import type { Context } from '../contexts/context.ts';
import { workStorage } from './work-directory.ts';

/**
 * The tree of a snapshot on a cluster that ssh leads to: by content, so that sweeps share it. What is prepared in it differs
 * by set-up, so trees have names of both.
 */
export const farCodeTree = (
  context: Pick<Context, 'storageDir' | 'slurm'>,
  name = '<code>',
): string => `${ownDirectory(context)}/code/${name}`;

/** Where mrunner's own Python lies on a cluster that ssh leads to. */
export const farPythonDirectory = (
  context: Pick<Context, 'storageDir' | 'slurm'>,
  hash: string,
): string => `${ownDirectory(context)}/python/${hash}`;

const ownDirectory = (context: Pick<Context, 'storageDir' | 'slurm'>): string =>
  `${workStorage(context)}/.mrunner`;
