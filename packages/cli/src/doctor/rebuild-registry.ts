import { resolve } from 'node:path';
import {
  listSweeps,
  openSweep,
  registerSweep,
  removalLeftover,
  sweepsUnder,
  unregisterSweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** What became of the list of sweeps. */
export interface Rebuilt {
  /** Ids of sweeps that were found and were not on the list, or elsewhere. */
  readonly added: readonly string[];
  readonly found: number;
  /** Ids of sweeps whose directories are gone, and that were found nowhere. */
  readonly dropped: readonly string[];
}

/** Puts the sweeps below some directories on the list, and takes those off whose directories are gone. */
export const rebuildRegistry = (cli: Cli, directories: readonly string[]): Rebuilt => {
  const homes = new Map([...listSweeps(cli.host)].map(({ id, home }) => [id, home]));
  const added: string[] = [];
  let found = 0;
  for (const directory of directories) {
    for (const { id, home } of sweepsUnder(cli.host, resolve(cli.cwd, directory))) {
      found++;
      const sweep = openSweep(cli.host, home);
      if (homes.get(id) === home || !sweep.ok) continue;
      registerSweep(cli.host, home, sweep.value.record);
      added.push(id);
    }
  }
  const dropped: string[] = [];
  for (const { id, home } of listSweeps(cli.host)) {
    // What is left of a removal is found by its place on the list.
    if (cli.host.files.exists(home) || removalLeftover(cli.host, { home })) continue;
    unregisterSweep(cli.host, id);
    dropped.push(id);
  }
  return { added, found, dropped };
};
