import {
  type Context,
  farCodeTree,
  farPythonDirectory,
  planRun,
  type SweepRecord,
  workDirectory,
} from '@mrunner/core';
import { sha256 } from '../../host/copied-files.ts';
import type { Host } from '../../host/host.ts';
import { ownPythonFiles } from '../../python/own-python-files.ts';
import { linksOf } from '../../snapshot/code-source.ts';
import { shortHash } from '../../snapshot/manifest.ts';
import type { RunPlanner } from '../submit/run-planner.ts';
import { sentFile } from './sent-files.ts';

/** A tree on a cluster that ssh leads to, which runs start in. */
export interface FarTree {
  /** Of its directory, below `.mrunner/code`. */
  readonly name: string;
  /** Of the code state that it holds. */
  readonly hash: string;
  readonly context: Context;
  /** Paths in it that lead to the same path of the storage directory. */
  readonly links: readonly string[];
}

/** The tree of a code state for a context: what is linked and prepared in it makes it another one. */
export function farTree(context: Context, hash: string): FarTree {
  const links = linksOf([context]);
  const { setup } = context.setup;
  const isPlain = links.length === 0 && setup === undefined;
  const name = isPlain ? hash : `${hash}-${shortHash([JSON.stringify([links, setup])])}`;
  return { name, hash, context, links };
}

/** Says that what a context wants to be done once in a tree is done. */
export const readyName = ({ name }: Pick<FarTree, 'name'>): string => `${name}.ready`;

/** A directory that is sent once, by its content. */
export interface OwnPython {
  readonly hash: string;
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** mrunner's own Python, which runs there find behind everything else. */
export function ownPython(host: Host): OwnPython {
  const files = ownPythonFiles(host);
  const hash = sha256(files.map(({ from, to }) => `${to} ${host.files.digest(from)}\n`));
  return { hash: hash.slice(0, 16), files };
}

/**
 * Plans runs with the paths of a cluster that ssh leads to.
 *
 * @param userHome the home directory there, where that is known: `~/` in words of commands is it
 */
export function farPlanner(
  host: Pick<Host, 'files'>,
  record: SweepRecord,
  python: OwnPython,
  userHome?: string,
): RunPlanner {
  const commands = record.contexts.map((context) => commandsAt(userHome, context));
  const frame = { ...record, contexts: commands, home: workDirectory(record) };
  const contexts = new Map(record.contexts.map((context) => [context.name, context]));
  const [first] = record.contexts;
  const toSend = new Map<string, string>();
  return {
    toSend,
    plan: (recorded, attempt, { resources, code } = {}) => {
      const context = contexts.get(recorded.context);
      const hash = code ?? record.code.hash;
      if (context === undefined || hash === undefined) {
        throw new Error('Internal error: a run elsewhere without a context or code');
      }
      const root = farCodeTree(context, farTree(context, hash).name);
      const planned = planRun(frame, recorded, attempt, root, resources);
      const { restoreFrom } = planned;
      const sent = restoreFrom === undefined ? undefined : sentFile(host, restoreFrom);
      if (sent === undefined) return planned;
      toSend.set(sent.name, sent.path);
      return { ...planned, restoreFrom: `${frame.home}/${sent.name}` };
    },
    pythonDirectories: first === undefined ? [] : [farPythonDirectory(first, python.hash)],
  };
}

/** A context whose programs are named by whole paths. No shell reads them, so none knows what `~/` is. */
function commandsAt(userHome: string | undefined, context: Context): Context {
  if (userHome === undefined) return context;
  const { python, slurm } = context;
  const { singularity_container: image } = slurm;
  // With options before it a shell reads it.
  const isPath = typeof image === 'string' && !/\s/.test(image);
  const whole = (path: string): string => path.replace(/^~(?=\/)/, () => userHome);
  return {
    ...context,
    ...(python !== undefined && { python: whole(python) }),
    slurm: { ...slurm, ...(isPath && { singularity_container: whole(image) }) },
  };
}
