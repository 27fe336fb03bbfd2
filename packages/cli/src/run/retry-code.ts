import {
  codeKind,
  contextNamed,
  fail,
  ok,
  type Problem,
  type Result,
  type RunStatus,
} from '@mrunner/core';
import {
  type CodeSince,
  codeSince,
  codeStateProblems,
  prepareCode,
  recordCode,
  recordingFor,
  type Sweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkGitCode, type GitCodeFindings } from '../load/check-git-code.ts';
import { codeChange } from '../output/code-change.ts';
import { printMistake } from '../output/problems.ts';
import { typedAgain } from '../output/typed-again.ts';

/** Runs whose next attempts get one code. */
export interface RunsWithCode {
  readonly runs: readonly number[];
  /** Hash of the code; absent: what they would get anyway. */
  readonly code?: string;
}

/** A run, and the context that it runs in. */
export interface RunOfContext {
  readonly status: RunStatus;
  readonly context: string;
}

/** The choice between the code of then and the one of now. */
export type CodeFlag = 'same' | 'new' | undefined;

/** `same` or `new`, or nothing; a problem for anything else. */
export const readCodeFlag = (text: string | undefined): Result<CodeFlag> => {
  if (text === undefined || text === 'same' || text === 'new') return ok(text);
  const message = `expected same or new, got ${text}`;
  return fail({ kind: 'value', path: '--code', message });
};

/** How the project differs from the code of the runs' newest attempts; of several codes, from the first that it differs from. */
export const changeSinceRuns = async (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  runs: readonly RunOfContext[],
): Promise<CodeSince> => {
  for (const [context, own] of byContext(runs)) {
    for (const hash of byCode(sweep, own).keys()) {
      const since = await codeSince(host, sweep, hash, context);
      if (typeof since === 'object') return since;
    }
  }
  return 'same';
};

/** What is to be said of the commit that runs are to clone from now on, where they clone one. */
export const findingsOnCommit = async (
  cli: Cli,
  { record }: Sweep,
  runs: readonly RunOfContext[],
): Promise<GitCodeFindings> => {
  const names = new Set(runs.map(({ context }) => context));
  const contexts = record.contexts.filter(
    (context) => names.has(context.name) && codeKind(context) === 'commit',
  );
  if (contexts.length === 0) return { problems: [], warnings: [] };
  const now = await recordCode(cli.host, record.code.directory, recordingFor(record.contexts));
  return checkGitCode(cli, contexts, now);
};

/** Says that the code changed, and what to type to have the one or the other. The exit code of a command that does no more. */
export const offerCodes = (cli: Cli, since: CodeSince): number => {
  const lines = [
    `The code is another one than then: ${codeChange(since)}. Nothing was started.`,
    `  ${typedAgain(cli, 'retry')} --code new    with the code as it is`,
    `  ${typedAgain(cli, 'retry')} --code same   with the code of then`,
  ];
  return printMistake(cli, lines.join('\n'));
};

/** Sees to it that attempts with the chosen code can be started, and gives the hash of each. What images have is theirs in any case. */
export const codeForRuns = async (
  cli: Pick<Cli, 'host'>,
  sweep: Sweep,
  runs: readonly RunOfContext[],
  choice: { readonly which: CodeFlag; readonly isLaunching: boolean },
): Promise<Result<readonly RunsWithCode[]>> => {
  const { which } = choice;
  if (which === undefined) return ok([{ runs: indexesOf(runs) }]);
  const kinds = Map.groupBy(runs, ({ context }) => codeKind(contextNamed(sweep.record, context)));
  const { files = [], commit = [], image = [] } = Object.fromEntries(kinds);
  // A commit is cloned for each attempt: nothing of an earlier one is kept here.
  const isKept = which === 'same';
  const prepared = isKept ? files : [...files, ...commit];
  const groups = [
    ...(image.length === 0 ? [] : [{ runs: indexesOf(image) }]),
    ...(isKept ? [...byCode(sweep, commit)].map(([hash, own]) => withCode(own, hash)) : []),
  ];
  if (prepared.length === 0) return ok(groups);
  const isLaunching = choice.isLaunching || commit.length > 0;
  const chosen = await codeToPrepare(cli, sweep, prepared, { which, isLaunching });
  return chosen.ok ? ok([...groups, ...chosen.value]) : chosen;
};

const codeToPrepare = async (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  runs: readonly RunOfContext[],
  { which, isLaunching }: { readonly which: 'same' | 'new'; readonly isLaunching: boolean },
): Promise<Result<readonly RunsWithCode[]>> => {
  const indexes = indexesOf(runs);
  if (which === 'new') {
    // Whoever launches tells which files those are by then, for the attempts that follow too. One at work has told already.
    const isTold = runs.every(({ status }) => status.overrides?.code === undefined) && !isLaunching;
    if (isTold && sweep.record.code.mode === 'in-place') return ok([{ runs: indexes }]);
    const code = await prepareCode(host, sweep, 'new');
    if (!code.ok) return code;
    // What can't be sent is not to be wished for.
    const problems =
      code.value === undefined ? [] : await codeStateProblems(host, sweep, code.value);
    return problems.length > 0 ? fail(...problems) : ok([withCode(indexes, code.value)]);
  }
  const groups: RunsWithCode[] = [];
  const problems: Problem[] = [];
  for (const [hash, group] of byCode(sweep, runs)) {
    const code = await prepareCode(host, sweep, 'same', hash);
    if (code.ok) groups.push(withCode(group, code.value));
    else problems.push(...code.problems);
  }
  return problems.length > 0 ? fail(...problems) : ok(groups);
};

const withCode = (runs: readonly number[], code: string | undefined): RunsWithCode => ({
  runs,
  ...(code !== undefined && { code }),
});

const indexesOf = (runs: readonly RunOfContext[]): readonly number[] =>
  runs.map(({ status }) => status.index);

const byContext = (runs: readonly RunOfContext[]): ReadonlyMap<string, readonly RunOfContext[]> =>
  Map.groupBy(runs, ({ context }) => context);

/** Indexes by the hash of the code of their newest attempts. */
const byCode = (
  { record }: Sweep,
  runs: readonly RunOfContext[],
): ReadonlyMap<string | undefined, readonly number[]> => {
  const groups = new Map<string | undefined, number[]>();
  for (const {
    status: { index, attempts, code },
  } of runs) {
    const hash = attempts.at(-1)?.code ?? code ?? record.code.hash;
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [index]);
    else group.push(index);
  }
  return groups;
};
