import { dirname, relative, resolve } from 'node:path';
import {
  copyContext,
  deleteContext,
  distinctProblems,
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
  const wish = { name, flags, unset: args.unset, inFile: inFile(cli, target) };
  const edited = editContext(file, wish);
  if (edited.ok && before.length === 0) return edited;
  const known = [...before, ...(edited.ok ? [] : edited.problems)];
  // All at once: without the flags that are wrong, the others can be tried.
  const wrong = new Set(known.map(({ path }) => path));
  const right = Object.entries(flags).filter(([key]) => !wrong.has(flagName(key)));
  const rest = editContext(file, { ...wish, flags: Object.fromEntries(right), unset: [] });
  const further = rest.ok ? (await checkWritten(cli, file, rest.value)).fresh : [];
  return fail(...distinctProblems([...known, ...further]));
};

const flagName = (key: string): string => `--${key.replaceAll('_', '-')}`;

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
