import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { coloursFor } from './colours.ts';

/** Prints what may go wrong and is no reason to stop, and what is good to know. */
export const printWarnings = (
  cli: Cli,
  { warnings, notes = [] }: { warnings: readonly Problem[]; notes?: readonly Problem[] },
): void => {
  const { yellow, dim } = coloursFor(cli.stderr, cli.env);
  for (const { path, message, suggestion } of warnings) {
    const advice = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    cli.stderr.write(`${yellow('Warning:')} ${path}: ${message}.${advice}\n`);
  }
  for (const { path, message } of notes) {
    cli.stderr.write(`${dim('Note:')} ${path}: ${message}\n`);
  }
};
