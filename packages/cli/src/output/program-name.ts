import type { Cli } from '../cli.ts';

/**
 * A command as it has to be typed here: under `npx`, `mrun` alone would not be found.
 *
 * @example typedAs(cli, 'mrun status') // 'npx mrun status'
 */
export const typedAs = ({ env }: Pick<Cli, 'env'>, command: string): string =>
  env.npm_command === 'exec' ? command.replace(/^mrun\b/, 'npx mrun') : command;
