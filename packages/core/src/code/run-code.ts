import type { Context } from '../contexts/context.ts';
import type { CodeRecord } from '../sweep/sweep-record.ts';

/**
 * What the runs of a context start with: files of the project (a snapshot, or in place), a commit that is cloned where they run, or
 * what their image has.
 */
export type CodeKind = 'files' | 'commit' | 'image';

/** See `CodeKind`. Everything but files is for pods. */
export function codeKind({ backend, code }: Pick<Context, 'backend' | 'code'>): CodeKind {
  if (backend !== 'kubernetes' || code === 'snapshot') return 'files';
  return code === 'git' ? 'commit' : 'image';
}

/** The code that runs of a context had, by the state that the project was in: a commit is without what differed from it. */
export function runCode(context: Pick<Context, 'backend' | 'code'>, state: CodeRecord): CodeRecord {
  if (codeKind(context) !== 'commit') return state;
  const { diff: _, diffCut: __, files: ___, bytes: ____, ...code } = state;
  return { ...code, mode: 'in-place', changed: [] };
}
