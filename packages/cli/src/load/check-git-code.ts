import type { CodeRecord, Context, Problem } from '@mrunner/core';
import { gitIn } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** What is wrong with code that runs are to clone, and what may be. */
export interface GitCodeFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Looks whether the runs of contexts with `code: git` can clone the commit that the project is at, and what they would lack then. */
export const checkGitCode = async (
  cli: Cli,
  contexts: readonly Context[],
  code: CodeRecord,
): Promise<GitCodeFindings> => {
  const [context] = contexts.filter((each) => each.code === 'git');
  if (context === undefined) return { problems: [], warnings: [] };
  const path = `contexts.${context.name}.code`;
  const { commit, changed = [], directory } = code;
  if (commit === undefined) {
    const message = 'code: git clones the commit that the project is at, and there is none';
    return { problems: [{ kind: 'missing', path, message }], warnings: [] };
  }
  const short = commit.slice(0, 7);
  const [first, ...others] = changed;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const known = await gitIn(cli.host, directory)('branch', '-r', '--contains', commit);
  const isUnknown = known.code === 0 && known.stdout.trim() === '';
  const messages = [
    ...(first === undefined
      ? []
      : [`runs get commit ${short}, without what differs from it here: ${first}${more}`]),
    ...(isUnknown
      ? [`commit ${short} is on no branch of a remote that this clone knows of: git push`]
      : []),
  ];
  return {
    problems: [],
    warnings: messages.map((message) => ({ kind: 'conflict', path, message })),
  };
};
