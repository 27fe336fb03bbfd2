import { join, resolve } from 'node:path';
import { shellQuote } from '@mrunner/core';
import type { CommandMain } from '../command-line/command.ts';
import type { init } from '../command-line/declarations/init.ts';
import { exitCode } from '../exit-codes.ts';
import { canImportMrunner, isPythonProject, projectKind } from '../init/project-kind.ts';
import { configFile, pythonStarterFiles, starterFiles } from '../init/starter-files.ts';
import { printJson } from '../output/json.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake } from '../output/problems.ts';
import { typedAs } from '../output/program-name.ts';

/** Writes a first spec, script and mrunner.yaml, and says what to type next. What exists stays as it is. */
export const main: CommandMain<typeof init> = async (
  { directory = '.', python, json, quiet },
  cli,
) => {
  const place = resolve(cli.cwd, directory);
  const { spec, files, packageText, needsPackage } = starterOf(place, python);
  const written: string[] = [];
  try {
    cli.host.files.makeDirectories(place);
    for (const { name, text } of files) {
      if (cli.host.files.create(join(place, name), text)) written.push(name);
    }
    if (packageText !== undefined) cli.host.files.write(join(place, 'package.json'), packageText);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return printMistake(cli, `Nothing can be written to ${directory}: ${why}`);
  }
  const kept = files.map(({ name }) => name).filter((name) => !written.includes(name));
  if (json) {
    printJson(cli, { directory: place, written, kept });
    return exitCode.ok;
  }
  const write = (line: string): void => cli.stdout.write(`${line}\n`);
  if (written.length > 0) write(`Wrote ${written.join(', ')} in ${shownPath(cli, place)}`);
  if (packageText !== undefined) write('package.json says "type": "module": .ts files are modules');
  for (const name of kept) write(`${name} exists already and stays as it is`);
  if (quiet) return exitCode.ok;
  const steps = [
    ...(place === cli.cwd ? [] : [[`cd ${shellQuote(directory)}`, '']]),
    ...(!needsPackage || canImportMrunner(place)
      ? []
      : [['npm i -D mrunner', 'the files import it']]),
    [typedAs(cli, `mrun plan ${spec}`), 'what would run'],
    [typedAs(cli, `mrun run ${spec}`), 'run it'],
    [typedAs(cli, 'mrun results'), 'what came out'],
  ];
  const width = Math.max(...steps.map(([command = '']) => command.length));
  write('Next:');
  for (const [command = '', what] of steps) write(`  ${command.padEnd(width)}  ${what}`.trimEnd());
  return exitCode.ok;
};

/** What is written into a directory: Python where that is what is there, else TypeScript. */
const starterOf = (place: string, wantsPython: boolean) => {
  if (wantsPython || isPythonProject(place)) {
    const files = [...pythonStarterFiles, configFile];
    return { spec: 'spec.py', files, packageText: undefined, needsPackage: false };
  }
  const { ending, packageText } = projectKind(place);
  const files = [...starterFiles(ending), configFile];
  return { spec: `spec${ending}`, files, packageText, needsPackage: true };
};
