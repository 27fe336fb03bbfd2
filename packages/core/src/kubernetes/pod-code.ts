import type { Context } from '../contexts/context.ts';
import type { CodeRecord } from '../sweep/sweep-record.ts';
import { kubeSettings } from './kube-settings.ts';
import { podPaths } from './pod-paths.ts';

/**
 * The directory that stands for the project directory in a container: of the tree of a snapshot, of the repository at a commit
 * (`code: git`), or of the image itself (`code: in-place`).
 */
export function podCodeRoot(
  context: Pick<Context, 'code' | 'kubernetes'>,
  { hash = unknown, commit = unknown, prefix }: CodeRecord,
): string {
  if (context.code === 'snapshot') return podPaths.codeTree(hash);
  if (context.code === 'in-place') return kubeSettings(context).codeDir ?? unknown;
  const tree = podPaths.codeTree(commit);
  return prefix === undefined ? tree : `${tree}/${prefix}`;
}

/** Stands for what is known when the code has been recorded. */
const unknown = '<code>';
