import type { Cli } from '../cli.ts';

/** Prints a value for programs. Values of parameters go through core's `publicValue` first. */
export const printJson = (cli: Cli, value: unknown): void => {
  cli.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};
