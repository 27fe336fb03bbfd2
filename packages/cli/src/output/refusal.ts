import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printProblems } from './problems.ts';

/** What a spec is called in headings: `spec.ts › spec`. */
export const specTitle = (file: string, spec: string | undefined): string =>
  // A Python spec has one of several names.
  spec === undefined && file.endsWith('.py') ? file : `${file} › ${spec ?? 'spec'}`;

/** Says why a spec is not used: its problems, or that somebody did not want to wait. Answers the exit code. */
export const printRefusal = (
  cli: Cli,
  title: string,
  problems: readonly Problem[] | undefined,
  soWhat?: string,
): number => {
  if (problems !== undefined) return printProblems(cli, title, problems, soWhat);
  cli.stderr.write('Interrupted; nothing was done.\n');
  return exitCode.interrupted;
};
