import { scanWords } from '../commands/scan-words.ts';
import { shellQuote } from '../commands/shell-quote.ts';
import type { Context } from '../contexts/context.ts';
import { slurmSettings } from './slurm-settings.ts';
import { workStorage } from './work-directory.ts';

/**
 * A command as it is started in the image of its context (`singularity_container`); the same command where there is none.
 * The directory with the code and the runs is there too. `mpiexec` stays in front: it starts a container for each process.
 *
 * @example
 * containerCommand(['python', 'train.py'], context)
 * // ['singularity', 'exec', '--bind', '/scratch/me', '--nv', 'img.sif', 'python', 'train.py']
 */
export function containerCommand(
  command: readonly string[],
  context: Pick<Context, 'storageDir' | 'slurm'>,
): readonly string[] {
  const { singularityContainer: image } = slurmSettings(context);
  if (image === undefined || command.length === 0) return command;
  const [first = '', ...rest] = command;
  if (first === 'mpiexec') return [first, ...containerCommand(rest, context)];
  const start = ['singularity', 'exec', ...bindWords(workStorage(context))];
  const { words, unfinished } = scanWords(image);
  // Without blanks it is one path, whatever is in it.
  if (!/\s/.test(image)) return [...start, image, ...command];
  if (
    unfinished === undefined &&
    words.every(({ shellCharacters }) => shellCharacters.size === 0)
  ) {
    return [...start, ...words.map(({ value }) => value), ...command];
  }
  // Options with variables (`-B $SCRATCH`), which job scripts left to the shell.
  const text = `exec ${start.map(shellQuote).join(' ')} ${image} "$@"`;
  return ['sh', '-c', text, 'sh', ...command];
}

/** Nothing for a path that singularity would take apart. */
const bindWords = (path: string): readonly string[] => (/[,:]/.test(path) ? [] : ['--bind', path]);
