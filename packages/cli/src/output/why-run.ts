import {
  type AttemptStatus,
  type CodeRecord,
  type Context,
  canBeTriedAgain,
  contextNamed,
  hasEnded,
  reasonText,
  resumeAttempt,
} from '@mrunner/core';
import {
  attemptCode,
  attemptProcesses,
  codeSince,
  isCluster,
  type SweepStatus,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { logSourceOf } from '../logs/log-source-of.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import { runEnvironment } from '../select/run-environment.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { oneLine } from './cell-text.ts';
import { clusterEvidence } from './cluster-evidence.ts';
import { codeChange } from './code-change.ts';
import { coloursFor } from './colours.ts';
import { detailsText } from './details.ts';
import { environmentText } from './environment-text.ts';
import { evidenceText } from './evidence-text.ts';
import { type JobFacts, jobFacts, jobText } from './job-facts.ts';
import { printJson } from './json.ts';
import { missingFileHint } from './missing-file-hint.ts';
import { printNext } from './next-commands.ts';
import { shownPath } from './paths.ts';
import { typedAs } from './program-name.ts';
import { retryCommand } from './retry-command.ts';
import { runParts } from './run-parts.ts';
import { runJson } from './status-json.ts';
import { codeText } from './sweep-words.ts';
import { tellingLines } from './telling-lines.ts';
import { wrapParts } from './wrap-parts.ts';
import { wrapText } from './wrap-text.ts';

/** Lines of Slurm's own output that are shown. */
const fewLines = 10;
/** Lines of a log's end in which the error is looked for. */
const searched = 400;

/** Says why one run is in its state: how that is known, its last words, its log, its code and how to try it again. */
export const whyRun = async (
  cli: Cli,
  chosen: ChosenSweep,
  run: SeenRun,
  status: SweepStatus,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
): Promise<number> => {
  const { sweep, recorded } = run;
  const now = cli.host.clock.now();
  const job = jobFacts(sweep, status, run.status);
  const { log, lines, trouble } = await lastWords(cli, run, job);
  const processes = attemptProcesses(cli.host, sweep, status.workers, run.status);
  const onLost = onLostOf(run);
  const known = { sweep, status, onLost, processes, now };
  const evidence = isCluster(sweep)
    ? clusterEvidence(run.status, known, job)
    : evidenceText(run.status, known);
  const troubles = run.output().troubles.map(oneLine);
  const word = runWord(chosen, recorded.index);
  const context = contextNamed(sweep.record, recorded.context);
  const newest = run.status.attempts.at(-1) ?? run.status;
  const code = attemptCode(cli.host, sweep, context.name, newest).record;
  const change = codeChange(await codeSince(cli.host, sweep, code.hash, context.name));
  const environment = runEnvironment(cli, run);
  const hint = missingFileHint(cli, sweep, run.status.reason?.text ?? '');
  const again = againCommand(chosen, status, run, change !== undefined);
  if (json) {
    printJson(cli, {
      ...runJson(sweep, recorded, run.status),
      evidence,
      processes: {
        workers: processes.workers.map(({ host, pid, life }) => ({ host, pid, life })),
        pids: processes.pids,
      },
      lines,
      log: log ?? null,
      job: job ?? null,
      code: codeJson(code, change),
      environment: environment ?? null,
      hint: hint ?? null,
      again: again ?? null,
    });
    return exitCode.ok;
  }
  const colours = coloursFor(cli.stdout, cli.env);
  const columns = cli.stdout.columns;
  cli.stdout.write(`${wrapParts(runParts(run, now, colours), ' · ', columns)}\n`);
  for (const line of lines) cli.stdout.write(`  ${colours.red(line)}\n`);
  cli.stdout.write(`${wrapText(evidence, columns - 2).replace(/^/gm, '  ')}\n`);
  if (hint !== undefined) cli.stdout.write(`  ${colours.yellow(hint)}\n`);
  for (const trouble of troubles) cli.stdout.write(`  ${colours.yellow(trouble)}\n`);
  cli.stdout.write(
    detailsText([
      ['before', ...run.status.attempts.slice(0, -1).map(attemptText)],
      ['log', log === undefined ? (trouble ?? 'there is none') : shownPath(cli, log)],
      ['job', ...(job === undefined ? [] : [jobText(job)])],
      ['code', [codeText(context, code), ...(change === undefined ? [] : [change])].join('; ')],
      ['machine', ...(environment === undefined ? [] : [environmentText(environment)])],
      [
        'reproduce',
        typedAs(cli, `mrun debug ${word}${isCluster(sweep) ? ' --context local' : ''}`),
      ],
      ['again', ...(again === undefined ? [] : [typedAs(cli, again)])],
    ]),
  );
  printNext(cli, [...(log === undefined ? [] : [`mrun logs ${word}`]), `mrun show ${word}`], {
    quiet,
  });
  return exitCode.ok;
};

const attemptText = ({ attempt, state, reason }: AttemptStatus): string =>
  oneLine(`attempt ${attempt} ${state}${reason === null ? '' : `: ${reasonText(reason)}`}`);

const onLostOf = ({ sweep, recorded }: SeenRun): Context['onLost'] =>
  sweep.record.contexts.find(({ name }) => name === recorded.context)?.onLost ?? 'rerun';

/** What starts it again, as far as it has ended or nobody is about to start it. */
const againCommand = (
  chosen: ChosenSweep,
  status: SweepStatus,
  run: SeenRun,
  isCodeNew: boolean,
): string | undefined => {
  const { state, reason, index } = run.status;
  const isResumed = resumeAttempt(run.status, { onLost: onLostOf(run) }) !== null;
  if (state === 'planned' || (state === 'unknown' && isResumed)) {
    return status.launcher === 'alive' ? undefined : `mrun resume${ofSweep(chosen)}`;
  }
  if (!canBeTriedAgain(state)) return undefined;
  const { attempt, overrides } = run.status;
  const { resources } = run.sweep.plan(run.recorded, Math.max(1, attempt), overrides);
  const { timeout } = run.sweep.record.options;
  const cause = { state, reason, text: '', indexes: [index], again: false };
  const command = retryCommand(chosen, [run.status], cause, { resources, timeout });
  return isCodeNew ? `${command} --code new` : command;
};

/** The end of what a run printed, where there is any. */
interface LastWords {
  /** Where it is: a path, or `user@host:path`. */
  readonly log?: string;
  readonly lines: readonly string[];
  /** Why that can't be told. */
  readonly trouble?: string;
}

/** Of a run that printed nothing, what Slurm or its worker had to say. */
const lastWords = async (
  cli: Cli,
  { sweep, recorded, status }: SeenRun,
  job: JobFacts | undefined,
): Promise<LastWords> => {
  const logs = logSourceOf(cli, sweep);
  try {
    const attempts = await logs.attempts(recorded);
    if (!attempts.ok) return { lines: [], trouble: attempts.problems[0]?.message ?? '' };
    const attempt = attempts.value.at(-1);
    if (attempt === undefined) {
      if (job?.output === undefined || !hasEnded(status.state)) return { lines: [] };
      const said = await logs.tailOf(job.output, fewLines);
      if (!said.ok || said.value.trim() === '') return { lines: [] };
      return { log: job.output, lines: said.value.trimEnd().split('\n') };
    }
    const log = logs.path(recorded, attempt);
    // Of an attempt that is to come the one before says nothing.
    if (status.state === 'succeeded' || attempt !== status.attempt) return { log, lines: [] };
    const text = await logs.text(recorded, attempt, searched);
    return { log, lines: text.ok ? tellingLines(text.value) : [] };
  } finally {
    logs.close();
  }
};

const codeJson = (
  { mode, hash, commit, branch, changed }: CodeRecord,
  change: string | undefined,
): object => ({
  mode,
  hash: hash ?? null,
  commit: commit ?? null,
  branch: branch ?? null,
  changed: changed ?? [],
  since: change ?? null,
});
