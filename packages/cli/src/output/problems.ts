import { type Problem, problemText } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { coloursFor } from './colours.ts';

/**
 * Prints what is wrong, all of it, below a line that says what it is about. Answers the exit code: that of an unreachable host only
 * when nothing else is wrong.
 *
 * @param about such as `spec.ts › spec`
 * @param soWhat what did not happen because of it: `nothing was started`
 */
export const printProblems = (
  cli: Cli,
  about: string,
  problems: readonly Problem[],
  soWhat = '',
): number => {
  const { bold } = coloursFor(cli.stderr, cli.env);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const head = `${about}: ${count}${soWhat === '' ? '' : `, ${soWhat}`}`;
  cli.stderr.write(`${bold(head)}\n\n${problemText(problems)}\n`);
  return problems.every(({ kind }) => kind === 'unreachable')
    ? exitCode.unreachable
    : exitCode.usage;
};

/** Prints one sentence that says what is wrong and what to type instead. Answers the exit code. */
export const printMistake = (cli: Cli, sentence: string): number => {
  cli.stderr.write(`${sentence}\n`);
  return exitCode.usage;
};
