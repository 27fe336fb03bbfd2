import { dirname } from 'node:path';
import type { Cli } from '../cli.ts';
import { projectFileAbove } from '../load/config-files.ts';

/** The directory of the nearest `mrunner.yaml` above where `mrun` was typed, else that very directory. */
export const projectDirectoryOf = (cli: Pick<Cli, 'host' | 'cwd'>): string => {
  const file = projectFileAbove(cli, cli.cwd);
  return file === undefined ? cli.cwd : dirname(file);
};
