import { cancelArrays, orphanedArrays, type RegistryEntry } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { coloursFor } from '../output/colours.ts';
import { askYesOrNo } from '../output/questions.ts';
import { goneSweep } from '../select/choose-sweep.ts';

/** A sweep whose directory is gone, and what Slurm still had of it. */
export interface Orphan {
  /** How the command line named it; undefined: not at all. */
  readonly word: string | undefined;
  readonly entry: RegistryEntry;
  /** Ids of arrays. */
  readonly jobs: readonly string[];
  /** Absent: they were left alone. */
  readonly outcome?: 'cancelled' | { readonly refused: string };
}

/**
 * Cancels what Slurm on this machine still has of sweeps whose directories somebody removed: nothing else is left of them.
 *
 * @param words as typed; without any the newest sweep is meant, and asked about unless `yes`
 */
export const cancelOrphans = async (
  cli: Cli,
  words: readonly string[],
  yes: boolean,
): Promise<readonly Orphan[]> => {
  const orphans: Orphan[] = [];
  for (const word of words.length === 0 ? [undefined] : words) {
    const entry = goneSweep(cli, word);
    const jobs = entry === undefined ? [] : await orphanedArrays(cli.host, entry.home);
    if (entry === undefined || jobs.length === 0) continue;
    const isMeant = word !== undefined || yes || (await isWanted(cli, entry, jobs));
    const refused = isMeant ? await cancelArrays(cli.host, jobs) : undefined;
    const outcome = refused === undefined ? 'cancelled' : { refused };
    orphans.push({ word, entry, jobs, ...(isMeant && { outcome }) });
  }
  return orphans;
};

const isWanted = async (
  cli: Cli,
  { id, home }: RegistryEntry,
  jobs: readonly string[],
): Promise<boolean> =>
  (await askYesOrNo(
    cli,
    `${id}: its directory is gone (${home})\nCancel what Slurm still has of it, ${jobsText(jobs)}?`,
  )) === true;

/** Says what was cancelled. */
export const printOrphan = (cli: Cli, { entry, jobs, outcome }: Orphan): void => {
  const { bold } = coloursFor(cli.stdout, cli.env);
  const what =
    outcome === undefined
      ? `Slurm still has ${jobsText(jobs)} of it; nothing was cancelled: add -y, or name the sweep`
      : outcome === 'cancelled'
        ? `cancelled what Slurm still had of it: ${jobsText(jobs)}`
        : `refused: ${outcome.refused}`;
  cli.stdout.write(`${bold(entry.id)}\n  its directory is gone: ${entry.home}\n  ${what}\n`);
};

/** The same for programs. */
export const orphanJson = ({ entry, jobs, outcome }: Orphan) => ({
  sweep: entry.id,
  gone: entry.home,
  jobs: outcome === 'cancelled' ? jobs : [],
  ...(typeof outcome === 'object' && { trouble: outcome.refused }),
});

const jobsText = (jobs: readonly string[]): string =>
  `${jobs.length === 1 ? 'array' : 'arrays'} ${jobs.join(', ')}`;
