import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import type { Host } from './host.ts';

/**
 * Makes sure that the experiment directory is there, and gives its absolute path. When none is given it is a fresh one
 * among the temporary files, and its path is printed. Throws the system's error when it can't be made.
 */
export const makeExperimentDirectory = async (
  given: string | undefined,
  host: Host,
): Promise<string> => {
  if (given !== undefined) {
    const directory = resolve(host.cwd, given);
    mkdirSync(directory, { recursive: true });
    return directory;
  }
  const { tmpdir } = await import('node:os');
  const script = parse(host.script ?? 'script').name.replace(/[^\w-]/g, '-');
  const directory = mkdtempSync(join(tmpdir(), `mrunner-${script}-`));
  host.tell(`experiment directory: ${directory}`);
  return directory;
};
