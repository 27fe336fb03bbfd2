import type { Cli } from '../cli.ts';
import { printMistake } from '../output/problems.ts';
import { typedAs } from '../output/program-name.ts';

/** Words for the commands of a spec, as they were typed. */
export interface TypedScriptWords {
  readonly file: string;
  /** Behind the spec. */
  readonly params: readonly string[];
  /** Behind `--`. */
  readonly words: readonly string[];
}

/**
 * The words that are added to every command: those behind `--`, after those behind a Python spec, which the old tools took
 * there. Behind other specs a word is a mistake, which is said; then the answer is an exit code.
 */
export const scriptWords = (
  cli: Cli,
  command: string,
  { file, params, words }: TypedScriptWords,
): readonly string[] | number => {
  if (params.length === 0 || file.endsWith('.py')) return [...params, ...words];
  const line = typedAs(cli, `mrun ${command} ${file} -- ${params.join(' ')}`);
  const advice = /^\d[\d,-]*$/.test(params[0] ?? '')
    ? `Indexes come behind --only: mrun ${command} ${file} --only ${params[0]}`
    : `Words for its commands come behind --: ${line}`;
  return printMistake(cli, `mrun ${command} does not take ${params.join(' ')}. ${advice}`);
};
