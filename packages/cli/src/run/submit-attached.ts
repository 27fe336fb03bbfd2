import { mainContext } from '@mrunner/core';
import { type Submission, type SubmitEvent, submitSweep } from '@mrunner/dispatcher';
import { startInBackground } from '../background/start-in-background.ts';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { bytesText } from '../output/bytes-text.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { submitLines } from '../output/submit-text.ts';
import { countText } from '../output/sweep-words.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import { printLogoutWarning } from './logout-warning.ts';
import type { LaunchFlags, SweepToLaunch } from './sweep-to-launch.ts';

/** Gives a sweep to its cluster and says what became of that. Answers the exit code. */
export const submitAttached = async (
  args: LaunchFlags,
  cli: Cli,
  start: SweepToLaunch,
): Promise<number> => {
  const { sweep, interrupts, order, launched: hear, about } = start;
  const terminal = args.json ? cli.stderr : cli.stdout;
  const isKubernetes = mainContext(sweep.record).backend === 'kubernetes';
  const begunAt = cli.host.clock.elapsed();
  const stop = new AbortController();
  // With what was checked before, that was said before.
  let isFirst = start.told !== true;
  const say = (event: SubmitEvent): void => {
    const took = cli.host.clock.elapsed() - begunAt;
    // What there is no room for is tried in ever smaller pieces: that is nobody's concern.
    if (event.type === 'submitting' && !isFirst) return;
    if (event.type === 'submitting') isFirst = false;
    for (const line of linesOf(event, took, isKubernetes)) terminal.write(`  ${line}\n`);
  };
  interrupts.listen(() => {
    // Nobody is left without a word while an answer is awaited.
    if (!stop.signal.aborted && !args.quiet)
      terminal.write('  leaving    once the cluster has answered\n');
    stop.abort();
  });
  const submitted = await submitSweep(cli.host, sweep, {
    ...order,
    feeds: !args.detach,
    names: start.checked?.names,
    signal: stop.signal,
    observe: args.quiet ? () => {} : say,
  });
  if (!submitted.ok) return printProblems(cli, about, submitted.problems, 'nothing was submitted');
  hear?.();
  const submission = submitted.value;
  const feeder = await feedInBackground(args, cli, start, submission);
  if (typeof feeder === 'number') return feeder;
  if (args.json) {
    const { batches, waiting, unresolved, counts } = submission;
    const { id } = sweep.record;
    printJson(cli, { sweep: id, home: sweep.home, counts, batches, waiting, unresolved });
  } else if (!args.quiet) {
    for (const line of endLines(submission, stop.signal.aborted, feeder?.pid)) {
      terminal.write(`  ${line}\n`);
    }
    printNext(cli, nextCommands(start, submission, feeder !== undefined), args);
  }
  return feeder === undefined ? codeOf(submission, stop.signal.aborted) : exitCode.ok;
};

/** With `--detach` what has no room yet is submitted by a process in the background. Answers an exit code when it can't be had. */
const feedInBackground = async (
  { detach }: LaunchFlags,
  cli: Cli,
  { sweep, about, order }: SweepToLaunch,
  { waiting, refused, trouble }: Submission,
): Promise<{ readonly pid: number } | number | undefined> => {
  if (!detach || waiting === 0 || refused !== undefined || trouble !== undefined) return undefined;
  const started = await startInBackground(cli, {
    home: sweep.home,
    takes: order.takes ?? 'planned',
  });
  if (!started.ok) return printProblems(cli, about, started.problems, 'the rest was not submitted');
  await printLogoutWarning(cli);
  return started.value;
};

const linesOf = (event: SubmitEvent, took: number, isKubernetes: boolean): readonly string[] =>
  event.type === 'submitting'
    ? submitLines(event.batches).map((line) => `submit     ${line}`)
    : [lineOf(event, took, isKubernetes)];

const lineOf = (
  event: Exclude<SubmitEvent, { type: 'submitting' }>,
  took: number,
  isKubernetes: boolean,
): string => {
  switch (event.type) {
    case 'submitted': {
      const { token, job, cluster, runs, tasks, held } = event.batch;
      const what = runs === tasks ? countText(runs, 'run') : `${runs} runs in ${tasks} tasks`;
      const where = cluster === undefined ? '' : ` on ${cluster}`;
      const waits = held ? ', held until the first runs work' : '';
      const array = isKubernetes ? `job ${token}` : `array ${job}${where}`;
      return `submitted  ${array} of ${what} after ${(took / 1000).toFixed(1)} s${waits}`;
    }
    case 'waiting':
      return event.for === 'room'
        ? `no room    ${countText(event.runs, 'run')} to go, when others have ended. Ctrl-C leaves; mrun resume goes on`
        : `waiting    ${countText(event.runs, 'run')} to go, when the first ones work. Ctrl-C leaves; mrun resume goes on`;
    case 'looking':
      return `looking    whether the scheduler has ${event.tokens.join(', ')}: ${isKubernetes ? 'its launcher was cut off' : 'sbatch gave no clear answer'}`;
    case 'sending':
      return `sending    ${countText(event.files, 'file')}, ${bytesText(event.bytes)}`;
    case 'setting-up':
      return `set-up     of ${event.context} begins`;
  }
};

const endLines = (
  { batches, waiting, unresolved, refused, trouble, counts }: Submission,
  isInterrupted: boolean,
  feeder: number | undefined,
): readonly string[] => {
  const isAll = waiting === 0 && unresolved.length === 0;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    ...(refused === undefined ? [] : [`refused    ${refused.replaceAll('\n', '; ')}`]),
    ...(trouble === undefined ? [] : [`trouble    ${trouble}`]),
    ...(unresolved.length === 0
      ? []
      : [`unclear    whether the scheduler has ${unresolved.join(', ')}: mrun resume looks again`]),
    ...(feeder === undefined
      ? []
      : [
          `${countText(waiting, 'run')} to go, when there is room: process ${feeder} submits them in the background.`,
        ]),
    ...(waiting === 0 || feeder !== undefined
      ? []
      : [
          `${isInterrupted ? 'Left. ' : ''}${waiting} of ${total} runs are not submitted; go on: mrun resume`,
        ]),
    ...(isAll || feeder !== undefined
      ? batches.length > 0
        ? ['This terminal may be closed.']
        : ['Nothing is left to submit.']
      : []),
  ];
};

const nextCommands = (
  start: SweepToLaunch,
  { waiting, unresolved, batches }: Submission,
  isFed: boolean,
): readonly string[] => {
  const of = ofSweep(start);
  const isAll = (waiting === 0 || isFed) && unresolved.length === 0;
  const [first] = start.sweep.experiments();
  const index = start.lookAt ?? first?.index ?? 0;
  return [
    ...(isAll ? [] : [`mrun resume${of}`]),
    `mrun status${of}`,
    ...(batches.length > 0 ? [`mrun logs ${runWord(start, index)} -f`] : []),
    `mrun wait${of}`,
  ];
};

const codeOf = (
  { waiting, unresolved, refused, trouble }: Submission,
  isInterrupted: boolean,
): number => {
  if (trouble !== undefined) return exitCode.unreachable;
  if (refused !== undefined) return exitCode.usage;
  if (unresolved.length > 0) return exitCode.unreachable;
  if (waiting === 0) return exitCode.ok;
  return isInterrupted ? exitCode.interrupted : exitCode.failed;
};
