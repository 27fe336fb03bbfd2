import { shellCommand } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { run } from '../command-line/declarations/run.ts';
import { prepareWords } from '../command-line/prepare-words.ts';
import { typedAs } from './program-name.ts';

/** What was typed, with another command: `mrun run spec.ts --only 0-3`. */
export const typedAgain = ({ argv, env }: Pick<Cli, 'argv' | 'env'>, command: string): string => {
  const { at: position } = prepareWords(argv, (name) => (name === run.name ? run : undefined));
  const isEnd = argv.indexOf('--');
  const words = argv
    .map((word, i) => (i === position ? command : word))
    .filter((word, i) => (isEnd !== -1 && i > isEnd) || !notRepeated.has(word));
  return typedAs({ env }, shellCommand(['mrun', ...words]));
};

const notRepeated: ReadonlySet<string> = new Set([
  '--dry-run',
  '--dry_run',
  '-n',
  '--json',
  '--probe',
]);
