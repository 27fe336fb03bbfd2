import { resolve } from 'node:path';
import { didYouMean } from '@mrunner/core/did-you-mean';
import type { Cli } from './cli.ts';
import type { Command, Declaration } from './command-line/command.ts';
import { allCommandsHelp, commandHelp, firstSteps, usageText } from './command-line/help-text.ts';
import { prepareWords } from './command-line/prepare-words.ts';
import { exitCode } from './exit-codes.ts';

/** Runs the command that was typed. Never rejects: an unexpected error is a bug of ours, and is said to be one. */
export const main = async (cli: Cli, commands: readonly Command[]): Promise<number> => {
  try {
    return await runTyped(cli, commands);
  } catch (error) {
    if (isRefusal(error)) {
      cli.stderr.write(`${error.message}\n`);
      return exitCode.usage;
    }
    cli.stderr.write(bugText(error, cli.version));
    return exitCode.bug;
  }
};

/** Codes of a disk that takes nothing, whoever writes to it. */
const diskCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** Whether a disk refused, which is nobody's bug. By its name: this file loads nothing of the dispatcher. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === 'DiskRefusal' || ('code' in error && diskCodes.has(error.code)));

const runTyped = async (cli: Cli, commands: readonly Command[]): Promise<number> => {
  const commandNamed = (name: string): Command | undefined =>
    commands.find(({ declaration }) => declaration.name === name);
  const declarationOf = (word: string) => commandNamed(word)?.declaration;
  const { name, words: typed } = prepareWords(cli.argv, declarationOf);
  if (name === undefined || name === 'help') return helpOf(cli, commands, typed[0]);
  const command = commandNamed(name);
  if (command === undefined) return unknownCommand(cli, commands, name);
  if (asksForHelp(typed)) {
    cli.stdout.write(commandHelp(command.declaration, lineWidth(cli)));
    return exitCode.ok;
  }
  const words = await withFiles(cli, command.declaration, { typed, declarationOf });
  if (words === undefined) return exitCode.usage;
  // Help needs no parser, which takes as long to load as everything else together.
  const { readArguments } = await import('./command-line/read-arguments.ts');
  const read = readArguments(command.declaration, words);
  if (!read.ok) {
    cli.stderr.write(`${read.mistakes.join('\n')}\nUsage: ${usageText(command.declaration)}\n`);
    return exitCode.usage;
  }
  const run = await command.load();
  return run(read.args as never, cli);
};

/** The words of a command, with those of the files that are named by `@FILE` where it takes them; undefined when that fails. */
const withFiles = async (
  cli: Cli,
  { likeArgparse, name }: Declaration,
  { typed, declarationOf }: TypedWords,
): Promise<readonly string[] | undefined> => {
  if (likeArgparse !== true || !cli.argv.some((word) => word.startsWith('@'))) return typed;
  const { expandArgumentFiles } = await import('./command-line/argument-files.ts');
  const expanded = expandArgumentFiles(cli.argv, (path) =>
    cli.host.files.read(resolve(cli.cwd, path)),
  );
  if (expanded.ok) return prepareWords(expanded.words, declarationOf).words;
  cli.stderr.write(`${expanded.mistakes.join('\n')}\nSee mrun ${name} --help.\n`);
  return undefined;
};

interface TypedWords {
  readonly typed: readonly string[];
  readonly declarationOf: (name: string) => Declaration | undefined;
}

const asksForHelp = (words: readonly string[]): boolean => {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  return own.includes('--help') || own.includes('-h');
};

const helpOf = (cli: Cli, commands: readonly Command[], topic: string | undefined): number => {
  if (topic === undefined && cli.argv.length === 0) cli.stdout.write(firstSteps(cli.version));
  else if (cli.argv.includes('--version') || cli.argv.includes('-v')) {
    cli.stdout.write(`${cli.version}\n`);
  } else {
    const about = commands.find(({ declaration }) => declaration.name === topic);
    if (about !== undefined) cli.stdout.write(commandHelp(about.declaration, lineWidth(cli)));
    else if (topic === undefined || topic === '--help' || topic === '-h') {
      cli.stdout.write(allCommandsHelp(commands, lineWidth(cli)));
    } else return unknownCommand(cli, commands, topic);
  }
  return exitCode.ok;
};

const unknownCommand = (cli: Cli, commands: readonly Command[], name: string): number => {
  const kind = name.startsWith('-') ? 'flag' : 'command';
  const names = commands.map(({ declaration }) => declaration.name);
  const suggestion = kind === 'flag' ? undefined : didYouMean(name, names);
  const advice =
    suggestion === undefined ? 'All of them: mrun --help' : `Did you mean ${suggestion}?`;
  cli.stderr.write(`No ${kind} ${name}. ${advice}\n`);
  return exitCode.usage;
};

const lineWidth = ({ stdout }: Cli): number => Math.min(stdout.columns, 100);

const bugText = (error: unknown, version: string): string => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in mrunner ${version}, not a mistake of yours. Please report it with what follows.\n${stack}\n`;
};
