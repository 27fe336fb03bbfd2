import yargs from 'yargs';
import type { Declaration } from './command.ts';
import { flagsByName } from './flag-names.ts';

/** What yargs makes of the words: flags by the names they are typed with, positionals below `_`, words after `--` below that. */
export interface RawArguments {
  readonly [name: string]: unknown;
}

/** Parses the words of one command. Help, checks and messages are made of the declaration, not by yargs. */
export const parseWords = (declaration: Declaration, words: readonly string[]): RawArguments => {
  const parser = yargs()
    .locale('en')
    .exitProcess(false)
    .help(false)
    .version(false)
    .parserConfiguration({
      'populate--': true,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    });
  for (const [name, { flag }] of flagsByName(declaration)) {
    parser.option(name, {
      type: flag.kind === 'switch' ? 'boolean' : 'string',
      ...(flag.short !== undefined && { alias: flag.short }),
    });
  }
  return parser.parseSync([...words]);
};
