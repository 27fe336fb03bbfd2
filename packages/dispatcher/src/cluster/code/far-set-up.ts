import { type Context, farCodeTree, isRemote } from '@mrunner/core';
import { farTree } from './far-trees.ts';

/**
 * A context of another machine whose paths of a virtual environment do not depend on where a shell is: what is made lies in the
 * storage directory, as what `link` names does, and what is read comes with the code.
 *
 * @param tree the code there
 */
export function farSetUp(context: Context, tree: string): Context {
  const { venv, requirementsFile } = context.setup;
  return {
    ...context,
    setup: {
      ...context.setup,
      ...(venv !== undefined && { venv: pathFrom(context.storageDir, venv) }),
      ...(requirementsFile !== undefined && { requirementsFile: pathFrom(tree, requirementsFile) }),
    },
  };
}

/** A context as workers go by it, which start runs of a code state. */
export const contextThere = (context: Context, code: string | undefined): Context =>
  isRemote(context) && code !== undefined
    ? farSetUp(context, farCodeTree(context, farTree(context, code).name))
    : context;

/** The home directory there is known to the shell there alone. */
const pathFrom = (directory: string, path: string): string =>
  /^(?:\/|~\/)/.test(path) ? path : `${directory}/${path.replace(/^(?:\.\/+)+/, '')}`;
