import { type Submission, type SubmitEvent, submitSweep } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { durationText } from '../output/durations.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { countText } from '../output/sweep-words.ts';
import { ofSweep } from '../select/choose-run.ts';
import type { SweepToLaunch } from './sweep-to-launch.ts';

/** Gives a sweep to its cluster and says what became of that. Answers the exit code. */
export const submitAttached = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  start: SweepToLaunch,
): Promise<number> => {
  const { sweep, interrupts, order, launched: hear, about } = start;
  const terminal = args.json ? cli.stderr : cli.stdout;
  const begunAt = cli.host.clock.now();
  const stop = new AbortController();
  interrupts.listen(() => stop.abort());
  const submitted = await submitSweep(cli.host, sweep, {
    ...order,
    feeds: true,
    names: start.checked?.names,
    signal: stop.signal,
    observe: args.quiet ? () => {} : (event) => say(terminal, event),
  });
  if (!submitted.ok) return printProblems(cli, about, submitted.problems, 'nothing was submitted');
  hear?.();
  const submission = submitted.value;
  const took = cli.host.clock.now() - begunAt;
  if (args.json) {
    const { batches, waiting, unresolved, counts } = submission;
    printJson(cli, {
      sweep: sweep.record.id,
      home: sweep.home,
      counts,
      batches,
      waiting,
      unresolved,
    });
  } else {
    if (!args.quiet) for (const line of endLines(submission, took)) terminal.write(`  ${line}\n`);
    const of = ofSweep(start);
    const isAll = submission.waiting === 0 && submission.unresolved.length === 0;
    printNext(
      cli,
      [...(isAll ? [] : [`mrun resume${of}`]), `mrun status${of}`, `mrun wait${of}`],
      args,
    );
  }
  return codeOf(submission, stop.signal.aborted);
};

const say = (terminal: Terminal, event: SubmitEvent): void => {
  switch (event.type) {
    case 'submitted': {
      const { job, cluster, runs, tasks, held } = event.batch;
      const what = runs === tasks ? countText(runs, 'run') : `${runs} runs in ${tasks} tasks`;
      const where = cluster === undefined ? '' : ` on ${cluster}`;
      const waits = held ? ', held until the first runs work' : '';
      terminal.write(`  submitted  array ${job}${where}: ${what}${waits}\n`);
      break;
    }
    case 'waiting':
      terminal.write(
        `  no room    ${countText(event.runs, 'run')} wait until some have ended: ${event.text}\n`,
      );
      break;
    case 'looking':
      terminal.write(`  looking    for ${event.tokens.join(', ')}: ${event.text}\n`);
      break;
    case 'sending':
      terminal.write(`  code       is sent: ${countText(event.files, 'file')}\n`);
      break;
    case 'setting-up':
      terminal.write(`  set-up     of ${event.context} goes on there\n`);
      break;
  }
};

const endLines = (
  { batches, waiting, unresolved, refused, trouble }: Submission,
  took: number,
): readonly string[] => {
  const isAll = waiting === 0 && unresolved.length === 0;
  return [
    ...(refused === undefined ? [] : [`refused    ${refused}`]),
    ...(trouble === undefined ? [] : [`not reached: ${trouble}`]),
    ...(unresolved.length === 0
      ? []
      : [`unclear    whether the scheduler has ${unresolved.join(', ')}: mrun resume looks again`]),
    ...(waiting === 0 ? [] : [`${countText(waiting, 'run')} not submitted`]),
    ...(isAll && batches.length > 0
      ? [`all submitted in ${durationText(took)}. This terminal may be closed.`]
      : []),
  ];
};

const codeOf = (
  { waiting, unresolved, refused, trouble }: Submission,
  isInterrupted: boolean,
): number => {
  if (trouble !== undefined) return exitCode.unreachable;
  if (refused !== undefined) return exitCode.usage;
  if (unresolved.length > 0) return exitCode.unreachable;
  return waiting > 0 && isInterrupted ? exitCode.interrupted : exitCode.ok;
};
