import { type RunStatus, taskOf, workDirectory } from '@mrunner/core';
import {
  isCluster,
  isKubernetes,
  openPodShell,
  openShell,
  placeOf,
  refreshSweep,
  type Sweep,
  type SweepStatus,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { shell as declaration } from '../command-line/declarations/shell.ts';
import { exitCode } from '../exit-codes.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { type ChosenRun, chooseRun, runWord } from '../select/choose-run.ts';

/** Opens a shell in the job of a run. Answers the shell's exit code. */
export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseRun(cli, args.run);
  if (!chosen.ok) return printProblems(cli, 'mrun shell', chosen.problems);
  const { sweep, recorded } = chosen.value;
  const word = runWord(chosen.value, recorded.index);
  const [context] = sweep.record.contexts.filter(({ name }) => name === recorded.context);
  if (context === undefined || !isCluster(sweep)) {
    return printMistake(cli, `#${recorded.index} is on this machine: cd $(mrun path ${word})`);
  }
  if (!cli.stdin.isTerminal || !cli.stdout.isTerminal) {
    return printMistake(cli, 'mrun shell needs a terminal.');
  }
  if (isKubernetes(sweep)) return shellInPod(cli, chosen.value);
  const place = placeOf(cli.host, context, { login: true });
  const { trouble } = await refreshSweep(cli.host, sweep);
  if (trouble !== undefined) cli.stderr.write(`${trouble}\n`);
  const status = sweep.status();
  const run = status.of(recorded.index);
  const job = jobOf(run, status);
  if (run.state !== 'running' || job === undefined) return notRunning(cli, sweep, run);
  // Ctrl-C is for what runs in the shell.
  const listenNoMore = cli.onInterrupt(() => {});
  try {
    const runId = `${sweep.record.id}/${recorded.index}`;
    const directory = `${workDirectory(sweep.record)}/${recorded.directory}`;
    const code = await openShell(cli.host, place, context, { job, runId, directory });
    if (!code.ok) return printProblems(cli, 'mrun shell', code.problems);
    return code.value ?? notRunning(cli, sweep, run);
  } finally {
    listenNoMore();
  }
};

const shellInPod = async (cli: Cli, { sweep, recorded }: ChosenRun): Promise<number> => {
  const { trouble } = await refreshSweep(cli.host, sweep);
  if (trouble !== undefined) cli.stderr.write(`${trouble}\n`);
  const run = sweep.status().of(recorded.index);
  if (run.state !== 'running') return notRunning(cli, sweep, run);
  const listenNoMore = cli.onInterrupt(() => {});
  try {
    const directory = `${workDirectory(sweep.record)}/${recorded.directory}`;
    const code = await openPodShell(cli.host, sweep, run, directory);
    if (!code.ok) return printProblems(cli, 'mrun shell', code.problems);
    return code.value ?? notRunning(cli, sweep, run);
  } finally {
    listenNoMore();
  }
};

/** The task of a run as Slurm names it: `12_3`. */
const jobOf = (run: RunStatus, { batches }: SweepStatus): string | undefined => {
  const { token = '', task = 0 } = taskOf(run) ?? {};
  const job = batches.get(token)?.job;
  return job === undefined ? undefined : `${job}_${task}`;
};

const notRunning = (cli: Cli, { record }: Sweep, { index, state }: RunStatus): number => {
  const what = state === 'running' ? 'its job is over, or not found' : `it is ${state}`;
  cli.stderr.write(`#${index} of ${record.id} does not run: ${what}. See: mrun why ${index}\n`);
  return exitCode.failed;
};
