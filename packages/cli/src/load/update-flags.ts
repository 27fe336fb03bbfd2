import { fail, gpuChoice, ok, type Problem, type Result, type UpdatedOptions } from '@mrunner/core';

/** What the flags of `mrun update` say, and those of commands that can change the same on their way. */
export interface UpdateFlags {
  readonly parallel: string | undefined;
  readonly gpus: string | undefined;
}

/** Reads `--parallel` and `--gpus`; undefined when neither is given. */
export const readUpdate = (flags: UpdateFlags): Result<UpdatedOptions | undefined> => {
  const parallel = flags.parallel === undefined ? undefined : countOf(flags.parallel);
  const problems = [
    ...(flags.parallel !== undefined && parallel === undefined
      ? [wrong('--parallel', `expected a whole number above 0 or auto, got ${flags.parallel}`)]
      : []),
    ...gpuProblems(flags.gpus),
  ];
  if (problems.length > 0) return fail(...problems);
  if (parallel === undefined && flags.gpus === undefined) return ok(undefined);
  return ok({
    ...(parallel !== undefined && { parallel }),
    ...(flags.gpus !== undefined && { gpus: flags.gpus }),
  });
};

/** How a sweep is carried out, in words: `3 at a time, GPUs 0-1`. */
export const optionsText = ({ parallel, gpus }: UpdatedOptions): string =>
  [
    ...(parallel === undefined
      ? []
      : [parallel === 'auto' ? 'as many at a time as it can' : `${parallel} at a time`]),
    ...(gpus === undefined ? [] : [gpus === 'auto' ? 'GPUs that nobody uses' : `GPUs ${gpus}`]),
  ].join(', ');

const countOf = (text: string): number | 'auto' | undefined => {
  if (text === 'auto') return text;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return count > 0 ? count : undefined;
};

const gpuProblems = (text: string | undefined): readonly Problem[] => {
  const choice = gpuChoice(text ?? 'auto');
  if (choice.ok) return [];
  const details = choice.problems.map(({ message }) => message);
  return [{ ...wrong('--gpus', `expected auto, or GPUs such as 0,2-5, got ${text}`), details }];
};

const wrong = (path: string, message: string): Problem => ({ kind: 'value', path, message });
