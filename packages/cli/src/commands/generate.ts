import { resolve } from 'node:path';
import { shellCommand } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { generate } from '../command-line/declarations/generate.ts';
import { exitCode } from '../exit-codes.ts';
import { type NeptuneFile, type NeptuneFormat, neptuneFileOf } from '../generate/neptune-files.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import { printMistake } from '../output/problems.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { countText } from '../output/sweep-words.ts';
import { printWarnings } from '../output/warnings.ts';

const nothing = 'nothing was written';

/** Writes a neptune.yaml for every experiment, and prints the commands that use them when that is wanted. */
export const main: CommandMain<typeof generate> = async (args, cli) => {
  const { out, commands } = args;
  if (out === undefined) {
    return printMistake(cli, `mrun generate needs to know where to write: --out DIR`);
  }
  const prepared = await prepareSweep(cli, args, {
    id: '<sweep>',
    script: commands ? 'given' : 'any',
  });
  if (!prepared.ok) return printRefusal(cli, specTitle(args), prepared.problems, nothing);
  printWarnings(cli, prepared.value);
  const format: NeptuneFormat = { out, version: args.neptuneVersion === '2' ? 2 : 1 };
  const made = makeDirectory(cli, out);
  if (made !== undefined) {
    prepared.value.loaded.close();
    return printMistake(cli, made);
  }
  const count = await writeFiles(cli, prepared.value, format, printerOf(cli, args));
  prepared.value.loaded.close();
  if (!args.json && !args.quiet) {
    cli.stderr.write(`Wrote ${countText(count, 'file')} to ${out}\n`);
  }
  return exitCode.ok;
};

/** Answers what is wrong with the directory; undefined when the files can be written. */
const makeDirectory = (cli: Cli, out: string): string | undefined => {
  try {
    cli.host.files.makeDirectories(resolve(cli.cwd, out));
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `--out: expected a directory to write to, got ${out}: ${why}`;
  }
};

const writeFiles = async (
  cli: Cli,
  { loaded, plan }: PreparedSweep,
  format: NeptuneFormat,
  printer: Printer,
): Promise<number> => {
  let count = 0;
  for await (const indexed of loaded.experiments) {
    const file = neptuneFileOf(plan.sweep, plan.record(indexed), format);
    cli.host.files.write(resolve(cli.cwd, file.path), file.text);
    printer.file(file);
    await cli.stdout.drained();
    count++;
  }
  printer.end();
  return count;
};

interface Printer {
  readonly file: (file: NeptuneFile) => void;
  readonly end: () => void;
}

const printerOf = (
  { stdout }: Cli,
  { json, commands }: { readonly json: boolean; readonly commands: boolean },
): Printer => {
  if (json) return jsonPrinter(stdout.write);
  return {
    file: ({ command }) => {
      if (commands && command !== undefined) stdout.write(`${shellCommand(command)}\n`);
    },
    end: () => {},
  };
};

const jsonPrinter = (write: (text: string) => void): Printer => {
  let separator = '{"files":[\n';
  return {
    file: ({ index, path, command }) => {
      write(`${separator}${JSON.stringify({ index, path, command })}`);
      separator = ',\n';
    },
    end: () => write('\n]}\n'),
  };
};
