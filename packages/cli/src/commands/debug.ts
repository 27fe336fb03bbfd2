import { resolve } from 'node:path';
import {
  type Context,
  fail,
  ok,
  type Problem,
  planRun,
  type Result,
  runVariables,
  type SweepRecord,
  shellCommand,
} from '@mrunner/core';
import { rootOfAttempt } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { debug } from '../command-line/declarations/debug.ts';
import { withDebugger } from '../debug/debugger.ts';
import {
  type DebugRun,
  type DebugStart,
  debugVariables,
  freshDirectory,
  notHere,
  planIn,
  watchRun,
} from '../debug/foreground.ts';
import { specWords } from '../debug/spec-words.ts';
import { namedContext } from '../load/named-context.ts';
import { prepareSweep } from '../load/prepare-sweep.ts';
import { printProblems } from '../output/problems.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { printWarnings } from '../output/warnings.ts';
import { chooseRun } from '../select/choose-run.ts';

type DebugArguments = Arguments<typeof debug>;

const nothing = 'nothing was started';

/** Runs one experiment on this terminal, under a debugger if wanted. The exit code is the script's own. */
export const main: CommandMain<typeof debug> = (args, cli) =>
  isSpecFile(cli, args.target) ? debugSpec(args, cli) : debugRecorded(args, cli);

const isSpecFile = (cli: Cli, target: string): boolean =>
  /\.(?:[cm]?[jt]s|py|ya?ml|json)$/.test(target) ||
  cli.host.files.stat(resolve(cli.cwd, target))?.directory === false;

const debugSpec = async (args: DebugArguments, cli: Cli): Promise<number> => {
  const flags = { ...args, file: args.target, tags: [] };
  const title = specTitle(flags);
  const prepared = await prepareSweep(
    cli,
    { ...flags, ...(args.index === undefined ? { limit: 1 } : { only: String(args.index) }) },
    {
      id: '<debug>',
      check: ({ contexts }) => contexts.flatMap((context) => notHere(context) ?? []),
    },
  );
  if (!prepared.ok) {
    const problems = prepared.problems?.map((problem) =>
      problem.path === '--only' ? { ...problem, path: '--index' } : problem,
    );
    return printRefusal(cli, title, problems, nothing);
  }
  const { loaded, plan } = prepared.value;
  printWarnings(cli, prepared.value);
  for await (const indexed of loaded.experiments) {
    // Selecting one member of a composite selects them all.
    if (args.index !== undefined && indexed.index !== args.index) continue;
    loaded.close();
    const recorded = plan.record(indexed);
    const directory = freshDirectory(cli);
    const run = planIn(directory, plan.sweep, recorded);
    const { experiment } = recorded;
    if (experiment.args !== 'neptune') {
      // A script that gets its parameters as words evaluates no spec, and one that gets --config may know no flag but that.
      const { command } = run.planned;
      return finish(args, cli, title, run, { command, env: {}, shown: [runVariables.resourceDir] });
    }
    const frame = { ...plan.sweep, words: [] };
    const script = planRun(frame, { ...recorded, experiment: { ...experiment, args: 'none' } }, 1);
    const request = {
      file: resolve(cli.cwd, args.target),
      specName: loaded.specName,
      directory,
      index: args.index,
      set: args.set,
    };
    const command = [...script.command, ...specWords(request), ...args.words];
    // The script is to evaluate it by the same Python; runs get nothing of what mrun is told by such variables.
    const env = { ...debugVariables, ...(loaded.python && { MRUNNER_PYTHON: loaded.python }) };
    const start = { command, env, shown: [runVariables.debug] };
    return finish(args, cli, title, run, start);
  }
  throw new Error('Internal error: the selected experiment was not given');
};

const debugRecorded = async (args: DebugArguments, cli: Cli): Promise<number> => {
  const mistakes = specFlagProblems(args);
  if (mistakes.length > 0) return printProblems(cli, args.target, mistakes, nothing);
  const chosen = chooseRun(cli, args.target);
  if (!chosen.ok) return printProblems(cli, args.target, chosen.problems, nothing);
  const { sweep, recorded } = chosen.value;
  const title = `${sweep.record.id}/${recorded.index}`;
  const { code } = sweep.status().of(recorded.index);
  const root = rootOfAttempt(cli.host, sweep, recorded.context, code);
  const contexts = contextsHere(args, cli, sweep.record, recorded.context);
  if (!contexts.ok) return printProblems(cli, title, contexts.problems, nothing);
  const frame = { ...sweep.record, contexts: contexts.value, home: sweep.home };
  const run = planIn(freshDirectory(cli), frame, recorded, root);
  return finish(args, cli, title, run, {
    command: [...run.planned.command, ...args.words],
    env: {},
    shown: [runVariables.resourceDir],
  });
};

/** What ran elsewhere runs here with the set-up of a local context, which must be named. */
const contextsHere = (
  { context: name, config, target }: DebugArguments,
  cli: Cli,
  { contexts }: SweepRecord,
  own: string,
): Result<readonly Context[]> => {
  const recorded = contexts.find((context) => context.name === own);
  const elsewhere = recorded && notHere(recorded);
  if (elsewhere === undefined) return ok(contexts);
  if (name === undefined) {
    const again = shellCommand(['mrun', 'debug', target, '--context', 'local']);
    return fail({
      ...elsewhere,
      details: [`run it here, with the set-up of a local context: ${again}`],
    });
  }
  const here = namedContext(cli, name, config);
  if (!here.ok) return here;
  const problem = notHere(here.value);
  if (problem !== undefined) return fail(problem);
  return ok(
    contexts.map((context) => (context.name === own ? { ...here.value, name: own } : context)),
  );
};

/** A recorded run has its own index and parameters. */
const specFlagProblems = ({ index, spec, set }: DebugArguments): Problem[] =>
  [
    ...(index === undefined ? [] : ['--index']),
    ...(spec === undefined ? [] : ['--spec']),
    ...(set.length === 0 ? [] : ['--set']),
  ].map((path) => ({
    kind: 'conflict',
    path,
    message: 'it is for a spec, and this is a recorded run',
  }));

const finish = async (
  args: DebugArguments,
  cli: Cli,
  title: string,
  run: DebugRun,
  start: DebugStart,
): Promise<number> => {
  const command = withDebugger(start.command, args);
  const code: Result<number> = command.ok
    ? await watchRun(cli, run, { ...start, command: command.value })
    : command;
  return code.ok ? code.value : printProblems(cli, title, code.problems, nothing);
};
