import { dirname, relative, resolve } from 'node:path';
import {
  copyContext,
  deleteContext,
  type EditedFile,
  editContext,
  fail,
  type Problem,
  type Result,
  rawContexts,
  setActiveContext,
  taken,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { Configs } from '../load/config-files.ts';
import { checkWritten } from './check-written.ts';
import { type TargetFile, unknown } from './target-file.ts';
import { type ContextArguments, wishedFlags } from './wished-flags.ts';

/** What a command makes of a file of contexts. */
export const changeContext = (
  cli: Cli,
  args: ContextArguments,
  configs: Configs,
  target: TargetFile,
  names: { readonly name: string; readonly to: string | undefined },
): ((file: EditedFile) => Result<string> | Promise<Result<string>>) => {
  const { name, to = '' } = names;
  switch (args.action) {
    case 'copy':
      return (file) => copyContext(file, name, to);
    case 'delete':
      return (file) =>
        rawContexts(file.text).has(name)
          ? deleteContext(file, name, args.yes)
          : fail(notInFile(cli, configs, target, name));
    case 'set-active':
      return (file) => setActiveContext(file, name);
    default:
      return (file) => add(cli, args, target, name, file);
  }
};

const add = async (
  cli: Cli,
  args: ContextArguments,
  target: TargetFile,
  name: string,
  file: EditedFile,
): Promise<Result<string>> => {
  const { flags, problems } = wishedFlags(args);
  const isTaken = args.action === 'add' && rawContexts(file.text).has(name);
  const badName = /^[^:-][^:]*$/.test(name) ? [] : [nameProblem(name)];
  const before = [...problems, ...badName, ...(isTaken ? [taken(file, name)] : [])];
  const edited = editContext(file, { name, flags, unset: args.unset, inFile: inFile(cli, target) });
  if (!edited.ok) return fail(...before, ...edited.problems);
  const further = [...before, ...(await checkWritten(cli, file, edited.value, name))];
  return further.length > 0 ? fail(...further) : edited;
};

/** Relative paths were typed from here, and start from the file in it. */
const inFile =
  (cli: Cli, { path, layer }: TargetFile) =>
  (typed: string): string => {
    if (typed.startsWith('/') || typed.startsWith('~') || typed.includes('$')) return typed;
    const whole = resolve(cli.cwd, typed);
    const near = relative(dirname(path), whole);
    if (layer === 'user' || near.startsWith('../..')) return whole;
    // A name without a slash may be looked for elsewhere.
    return near === '' ? '.' : typed.includes('/') && !near.includes('/') ? `./${near}` : near;
  };

const nameProblem = (name: string): Problem => ({
  kind: 'value',
  path: 'NAME',
  message: `expected a name without colons, got ${JSON.stringify(name)}`,
});

const notInFile = (cli: Cli, configs: Configs, { shown }: TargetFile, name: string): Problem => {
  if (!configs.builtIn.contexts.has(name)) {
    return { ...unknown(cli, configs, name), message: `${shown} has no such context` };
  }
  return { kind: 'conflict', path: name, message: 'it is built in, and no file has it' };
};
