import {
  argumentText,
  codeKind,
  contextNamed,
  gpuText,
  memText,
  type PlannedRun,
  publicValue,
  type Resources,
  type RunStatus,
  reasonText,
  runFileNames,
  shellCommand,
  shellQuote,
  timeText,
} from '@mrunner/core';
import {
  attemptCode,
  isKubernetes,
  logPath,
  outputTroubles,
  readFetched,
  runResults,
  type SweepStatus,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { numberOf, numberText } from '../results/number-text.ts';
import type { ChosenRun } from '../select/choose-run.ts';
import { runEnvironment } from '../select/run-environment.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { cellText, oneLine } from './cell-text.ts';
import { compositeText, compositeView } from './composite-view.ts';
import { detailsText } from './details.ts';
import { durationText } from './durations.ts';
import { environmentText } from './environment-text.ts';
import { farDirectory, farPath } from './far-directory.ts';
import { jobFacts, jobText } from './job-facts.ts';
import { shownPath } from './paths.ts';
import { gpusText } from './run-parts.ts';
import { shownEnv } from './shown-env.ts';
import { runJson } from './status-json.ts';
import { momentText } from './sweep-header.ts';
import { codeText } from './sweep-words.ts';
import { type Column, tableText } from './table.ts';

/** Everything about a run, for people: what it is, how it is started, its attempts and what came out. */
export const runDetailsText = (
  cli: Cli,
  { sweep, recorded }: ChosenRun,
  status: SweepStatus,
  planned: PlannedRun,
): string => {
  const { experiment } = recorded;
  const run = status.of(recorded.index);
  const composite = compositeView(sweep, status, recorded);
  const env = Object.entries(shownEnv(cli, planned, sweep.record));
  const said = sweep.remarks().run(recorded.index);
  const tags = said.tags(planned.tags);
  return detailsText([
    ['project', planned.project],
    ['name', planned.name],
    ...(experiment.description === undefined
      ? []
      : [['description', oneLine(experiment.description)] as const]),
    [
      'parameters',
      ...pairs(
        Object.entries(planned.parameters).map(([name, value]) => [
          name,
          oneLine(argumentText(value)),
        ]),
      ),
    ],
    ['tags', ...(tags.length === 0 ? [] : [tags.map(oneLine).join(', ')])],
    ['pinned', ...(said.pinned ? ['yes'] : [])],
    ['notes', ...said.notes.map(({ text }) => oneLine(text))],
    ['composite', ...(composite === undefined ? [] : [compositeText(composite)])],
    ['context', planned.context],
    ['resources', ...resourcesLines(planned.resources)],
    ['directory', farDirectory(sweep.record, recorded) ?? shownPath(cli, planned.directory)],
    ['fetched', ...fetchedLines(cli, { sweep, recorded })],
    ['log', ...logLines(cli, { sweep, recorded }, run.attempt)],
    ['code', codeLine(cli, { sweep, recorded }, run)],
    ['cwd', farPath(sweep.record, planned.cwd) ?? shownPath(cli, planned.cwd)],
    ['command', oneLine(shellCommand(planned.command))],
    ['env', ...env.map(([name, value]) => oneLine(`${name}=${shellQuote(value)}`))],
    ['secrets', ...planned.secrets.map((name) => `${name} (its value is not kept)`)],
    ['attempts', ...attemptLines(cli, run)],
    ['jobs', ...jobLines(sweep, status, run)],
    ['machine', ...environmentLines(cli, { sweep, recorded, status: run })],
    [
      'results',
      ...pairs(
        Object.entries(runResults(cli.host, filesOf({ sweep, recorded }))).map(([name, value]) => [
          name,
          resultText(value),
        ]),
      ),
      ...outputTroubles(cli.host, filesOf({ sweep, recorded })).map(oneLine),
    ],
  ]);
};

type Place = Pick<ChosenRun, 'sweep' | 'recorded'>;

/** Where results and metrics of a run are on this machine. */
const filesOf = ({ sweep, recorded }: Place): string => `${sweep.home}/${recorded.directory}`;

const logOf = ({ sweep, recorded }: Place, attempt: number): string => {
  const far = farDirectory(sweep.record, recorded);
  return far === undefined
    ? logPath(sweep.home, recorded, attempt)
    : `${far}/${runFileNames.log(attempt)}`;
};

/** Where it is, as far as anybody can look there: that of a pod is here when it has ended, if it began. */
const logLines = (cli: Cli, place: Place, attempt: number): readonly string[] => {
  if (attempt === 0) return [];
  const log = logOf(place, attempt);
  if (farDirectory(place.sweep.record, place.recorded) !== undefined) return [log];
  return isKubernetes(place.sweep) && !cli.host.files.exists(log) ? [] : [shownPath(cli, log)];
};

const fetchedLines = (cli: Cli, place: Place): readonly string[] =>
  readFetched(cli.host, place.sweep.home).has(place.recorded.index)
    ? [shownPath(cli, filesOf(place))]
    : [];

const codeLine = (cli: Cli, { sweep, recorded }: Place, run: RunStatus): string => {
  const code = attemptCode(cli.host, sweep, recorded.context, run).record;
  const context = contextNamed(sweep.record, recorded.context);
  const name = { files: code.hash, commit: code.commit, image: undefined }[codeKind(context)];
  return [codeText(context, code), ...(name === undefined ? [] : [name])].join('   ');
};

const pairs = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  tableText([{ title: '' }, { title: '' }], rows, { indent: 0 })
    .split('\n')
    .slice(0, -1);

const resultText = (value: unknown): string => {
  // Rounded, a long integer would be another one.
  const number = typeof value === 'bigint' ? undefined : numberOf(value);
  return number === undefined ? cellText(value as never) : numberText(number);
};

const resourcesLines = ({ mem, time, gpu, ...others }: Resources): readonly string[] => {
  const parts = [
    ...(gpu === undefined ? [] : [`gpu ${gpuText(gpu)}`]),
    ...(mem === undefined ? [] : [`mem ${memText(mem)}`]),
    ...(time === undefined ? [] : [`time ${timeText(time)}`]),
    ...Object.entries(others).map(([name, value]) => `${name} ${value}`),
  ];
  return parts.length === 0 ? [] : [parts.join('   ')];
};

const environmentLines = (
  cli: Cli,
  run: Pick<SeenRun, 'sweep' | 'recorded' | 'status'>,
): readonly string[] => {
  const environment = runEnvironment(cli, run);
  return environment === undefined ? [] : [environmentText(environment)];
};

const attemptColumns: readonly Column[] = [
  { title: '', align: 'right' },
  { title: '' },
  { title: '' },
  { title: '', align: 'right' },
  { title: '' },
  { title: '' },
];

const attemptLines = (cli: Cli, { attempts }: RunStatus): readonly string[] => {
  const now = cli.host.clock.now();
  const rows = attempts.map(({ attempt, state, startedAt, endedAt, reason, gpus }) => [
    String(attempt),
    state,
    startedAt === undefined ? '' : momentText(startedAt, now),
    startedAt === undefined ? '' : durationText((endedAt ?? now) - startedAt),
    gpus === undefined ? '' : gpusText(gpus),
    oneLine(reasonText(reason)),
  ]);
  return tableText(attemptColumns, rows, { indent: 0 }).split('\n').slice(0, -1);
};

/** Where attempts are, or were, on a cluster. */
const jobLines = (
  sweep: ChosenRun['sweep'],
  status: SweepStatus,
  { attempts }: RunStatus,
): readonly string[] =>
  attempts.flatMap((attempt) => {
    const job = jobFacts(sweep, status, attempt);
    return job === undefined ? [] : [`${attempt.attempt}  ${jobText(job)}`];
  });

/** The same for programs; begins as an entry of `mrun status --json`. */
export const runDetailsJson = (
  cli: Cli,
  { sweep, recorded }: ChosenRun,
  status: SweepStatus,
  planned: PlannedRun,
): object => {
  const run = status.of(recorded.index);
  return {
    ...runJson(sweep, recorded, run),
    inComposite: compositeView(sweep, status, recorded) ?? null,
    project: planned.project,
    tags: sweep.remarks().run(recorded.index).tags(planned.tags),
    pinned: sweep.remarks().run(recorded.index).pinned,
    notes: sweep
      .remarks()
      .run(recorded.index)
      .notes.map(({ text }) => text),
    description: recorded.experiment.description ?? null,
    context: planned.context,
    resources: planned.resources,
    code: attemptCode(cli.host, sweep, recorded.context, run).record.hash ?? null,
    cwd: planned.cwd,
    command: planned.command,
    env: shownEnv(cli, planned, sweep.record),
    secrets: planned.secrets,
    far: farDirectory(sweep.record, recorded) ?? null,
    log: run.attempt === 0 ? null : logOf({ sweep, recorded }, run.attempt),
    attempts: run.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      state: attempt.state,
      reason: attempt.reason,
      exitCode: attempt.exitCode,
      code: attempt.code ?? null,
      startedAt: timeJson(attempt.startedAt),
      endedAt: timeJson(attempt.endedAt),
      gpus: attempt.gpus ?? [],
      job: jobFacts(sweep, status, attempt) ?? null,
    })),
    environment: runEnvironment(cli, { sweep, recorded, status: run }) ?? null,
    results: publicValue(runResults(cli.host, filesOf({ sweep, recorded })) as never),
  };
};

const timeJson = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
