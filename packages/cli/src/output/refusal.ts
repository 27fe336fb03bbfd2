import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printProblems } from './problems.ts';

/** What a spec is called in headings: `spec.ts › spec`, or `spec.py` when it may have one of several names. */
export const specTitle = ({ file, spec, specNames }: TitledSpec): string => {
  const isOneOfSeveral = specNames !== undefined || file.endsWith('.py');
  return spec === undefined && isOneOfSeveral ? file : `${file} › ${spec ?? 'spec'}`;
};

/** A spec as it was asked for. */
export interface TitledSpec {
  readonly file: string;
  readonly spec: string | undefined;
  readonly specNames?: readonly string[];
}

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
