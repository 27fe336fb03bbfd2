import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  type Context,
  type PlannedRun,
  type Problem,
  planRun,
  type RecordedExperiment,
  type Result,
  runVariables,
  type SweepFrame,
  shellCommand,
  shellQuote,
} from '@mrunner/core';
import { pythonPathText, runInForeground } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { startsPython } from './debugger.ts';

/** A run to watch, planned for a directory that is nobody else's. */
export interface DebugRun {
  readonly planned: PlannedRun;
  readonly context: Context;
  readonly searchPath: string;
}

/** A path that nothing is at yet, for a run that is only looked at. */
export const freshDirectory = ({ env, host }: Pick<Cli, 'env' | 'host'>): string => {
  const place = env.TMPDIR || tmpdir();
  const unique = Math.floor(host.random() * 36 ** 8).toString(36);
  return join(host.files.realPath(place) ?? place, `mrunner-debug-${unique}`);
};

/** Who a run of a sweep is. A run that is only looked at is nobody: what it writes elsewhere must not pass for a sweep's. */
const identity: readonly string[] = [
  runVariables.sweepId,
  runVariables.runId,
  runVariables.runIndex,
  runVariables.attempt,
  runVariables.oldExperimentId,
];

/**
 * Plans a run for another directory than the one it has, or would have, in its sweep.
 *
 * @param root of its code, when that is not the project itself
 */
export const planIn = (
  directory: string,
  sweep: SweepFrame,
  recorded: RecordedExperiment,
  root?: string,
): DebugRun => {
  const context = sweep.contexts.find(({ name }) => name === recorded.context);
  if (context === undefined) throw new Error('Internal error: a run without its context');
  const moved = { ...recorded, directory: basename(directory) };
  const { env, ...planned } = planRun({ ...sweep, home: dirname(directory) }, moved, 1, root);
  const nameless = Object.entries(env).filter(([name]) => !identity.includes(name));
  return {
    planned: { ...planned, env: Object.fromEntries(nameless) },
    context,
    searchPath: sweep.searchPath,
  };
};

/** What is different from the planned run. */
export interface DebugStart {
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Variables that a person needs to type the line again by hand. */
  readonly shown: readonly string[];
}

/** Prints the line that a person could type, and runs it on this terminal. Answers the script's own exit code. */
export const watchRun = async (
  cli: Cli,
  { planned, context, searchPath }: DebugRun,
  { command, env, shown }: DebugStart,
): Promise<Result<number>> => {
  const values: { readonly [name: string]: string } = { ...planned.env, ...env };
  const assignments = [
    ...shown.map((name) => `${name}=${shellQuote(values[name] ?? '')}`),
    ...pythonPathOf(cli, planned, command, values.PYTHONPATH),
  ];
  const place = planned.cwd === cli.cwd ? '' : `cd ${shellQuote(planned.cwd)} && `;
  cli.stderr.write(`${place}${[...assignments, shellCommand(command)].join(' ')}\n`);
  cli.stderr.write(`experiment directory: ${planned.directory}\n`);
  // Ctrl-C is for the script, which gets it too; mrun waits for its exit code.
  const listenNoMore = cli.onInterrupt(() => {});
  try {
    return await runInForeground(cli.host, {
      planned,
      context,
      command,
      env,
      searchPath,
      nodePath: cli.host.machine.node,
    });
  } finally {
    listenNoMore();
  }
};

/** What a Python script is started with so that it finds its modules, and mrunner's. */
const pythonPathOf = (
  { host }: Cli,
  { pythonPath }: PlannedRun,
  command: readonly string[],
  said: string | undefined,
): readonly string[] => {
  // Also where a shell starts it.
  const isPython = startsPython(command) || command.some((word) => /\bpython/.test(word));
  if (!isPython && pythonPath.length === 0) return [];
  const text = pythonPathText({ first: pythonPath, last: host.machine.pythonDirectories }, said);
  return text === undefined ? [] : [`PYTHONPATH=${text}`];
};

/** A context whose backend is another machine: there is no terminal to watch it on. */
export const notHere = ({ name, backend }: Context): Problem | undefined =>
  backend === 'local'
    ? undefined
    : {
        kind: 'conflict',
        path: 'context',
        message: `${name} is ${backend}, and mrun debug runs on this machine`,
        details: ['choose a local one: --context local'],
      };

export const debugVariables = { [runVariables.debug]: '1', [runVariables.underNeptune]: '0' };
