import { isToken } from './token.ts';

/** Lists what this user has in the queue: lines of `<name>|<id of the array>|<command>`. */
export const commandsWords: readonly string[] = [
  'squeue',
  '--me',
  '--noheader',
  '--format=%j|%F|%o',
];

/**
 * Ids of arrays that were submitted from below a directory, by what the command of `commandsWords` prints: each runs a script of
 * its sweep's work directory, whatever became of that.
 */
export function arraysBelow(text: string, directory: string): readonly string[] {
  const ids = text.split('\n').flatMap((line) => {
    const [name = '', job = '', ...command] = line.split('|');
    const isOfOurs = isToken(name) && /^\d+$/.test(job);
    return isOfOurs && command.join('|').startsWith(`${directory}/`) ? [job] : [];
  });
  return [...new Set(ids)];
}
