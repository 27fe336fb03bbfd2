import type { Cli } from '../cli.ts';
import { coloursFor } from './colours.ts';
import { typedAs } from './program-name.ts';
import { textWidth } from './table.ts';

/** Says what is useful to type next, in as many lines as it takes. Nothing without commands, or with `--quiet`. */
export const printNext = (cli: Cli, commands: readonly string[], { quiet = false } = {}): void => {
  if (commands.length === 0 || quiet) return;
  const { bold } = coloursFor(cli.stdout, cli.env);
  const lines: string[] = [];
  for (const command of commands.map((each) => typedAs(cli, each))) {
    const line = lines.at(-1);
    const longer = `${line}    ${bold(command)}`;
    if (line !== undefined && textWidth(longer) + indent.length <= cli.stdout.columns)
      lines[lines.length - 1] = longer;
    else lines.push(bold(command));
  }
  cli.stdout.write(`Next: ${lines.join(`\n${indent}`)}\n`);
};

const indent = '      ';
