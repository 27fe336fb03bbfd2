import type { Problem } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { coloursFor } from './colours.ts';

/** Prints what may go wrong and is no reason to stop. */
export const printWarnings = (cli: Cli, warnings: readonly Problem[]): void => {
  const { yellow } = coloursFor(cli.stderr, cli.env);
  for (const { path, message, suggestion } of warnings) {
    const advice = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    cli.stderr.write(`${yellow('Warning:')} ${path}: ${message}.${advice}\n`);
  }
};
