import { type Context, type Problem, resolvePath } from '@mrunner/core';
import type { LoadedSpec, SpecResult } from '@mrunner/core/load-spec';
import type { Cli } from '../cli.ts';
import { homeDirectory } from '../output/paths.ts';
import type { SweepFlags } from './sweep-flags.ts';

/** What the experiments of an old spec say about a snapshot, as a setting of contexts, where no flag does. */
export const codeSetting = (
  { code }: SweepFlags,
  result: SpecResult,
): { readonly code?: 'in-place' } =>
  code === undefined && result.ok && result.value.sendCode === 'none' ? { code: 'in-place' } : {};

/** Absolute paths of what runs start from. */
export const restoredPaths = (
  cli: Cli,
  { restoreFrom }: Pick<LoadedSpec, 'restoreFrom'>,
  specDirectory: string,
): readonly string[] =>
  restoreFrom.map((path) => resolvePath(specDirectory, path, homeDirectory(cli.env)));

/** What is wrong with keys that only the old tools had, once the contexts are known. */
export const oldFormProblems = (
  cli: Cli,
  { sendCode, restoreFrom }: LoadedSpec,
  place: {
    readonly flags: SweepFlags;
    readonly contexts: readonly Context[];
    readonly specDirectory: string;
  },
): readonly Problem[] => {
  const { flags, contexts, specDirectory } = place;
  const isSplit =
    sendCode === 'some' &&
    flags.code === undefined &&
    contexts.some(({ code }) => code === 'snapshot');
  const isHere = contexts.every(({ backend }) => backend === 'local');
  const missing = restoreFrom.filter(
    (path) =>
      isHere && !cli.host.files.exists(resolvePath(specDirectory, path, homeDirectory(cli.env))),
  );
  return [
    ...(isSplit ? [splitProblem] : []),
    ...missing.map(
      (path): Problem => ({
        kind: 'file',
        path: 'restore_from_path',
        message: `${path} does not exist`,
      }),
    ),
  ];
};

const splitProblem: Problem = {
  kind: 'conflict',
  path: 'send_code',
  message: 'expected one answer for the whole sweep, got False for some experiments only',
  details: ['For all of them: --code snapshot, or --code in-place'],
};
