import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** PATH with the directories of daemons. */
export const daemonPath = [process.env.PATH ?? '/usr/bin:/bin', '/usr/sbin', '/sbin'].join(
  delimiter,
);

/** What is missing of programs, which only root may start; undefined when all is here. Throws instead when all is required. */
export function missingFor(what: string, programs: readonly string[]): string | undefined {
  const missing = programs.filter(
    (name) => !daemonPath.split(delimiter).some((directory) => existsSync(join(directory, name))),
  );
  if (process.getuid?.() !== 0) missing.push('being root');
  if (missing.length === 0) return undefined;
  const text = `${what} needs ${missing.join(', ')}`;
  if (process.env.MRUNNER_TEST_REQUIRE === 'all') throw new Error(text);
  console.log(`Tests are skipped: ${text}.`);
  return text;
}

/** Whether a cluster can be started here; when not, tests are skipped, unless all tools are required. */
export const hasSlurm =
  missingFor('Slurm', ['slurmctld', 'slurmd', 'munged', 'sbatch', 'slurmdbd', 'mariadbd']) ===
  undefined;
