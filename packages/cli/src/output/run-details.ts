import {
  argumentText,
  gpuText,
  memText,
  type PlannedRun,
  publicValue,
  type Resources,
  type RunStatus,
  reasonText,
  shellCommand,
  shellQuote,
  timeText,
} from '@mrunner/core';
import {
  attemptCode,
  logPath,
  outputTroubles,
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
    ['directory', shownPath(cli, planned.directory)],
    [
      'log',
      ...(run.attempt === 0 ? [] : [shownPath(cli, logPath(sweep.home, recorded, run.attempt))]),
    ],
    ['code', codeLine(cli, sweep, run)],
    ['cwd', shownPath(cli, planned.cwd)],
    ['command', oneLine(shellCommand(planned.command))],
    ['env', ...env.map(([name, value]) => oneLine(`${name}=${shellQuote(value)}`))],
    ['secrets', ...planned.secrets.map((name) => `${name} (its value is not kept)`)],
    ['attempts', ...attemptLines(cli, run)],
    ['machine', ...environmentLines(cli, { sweep, recorded, status: run })],
    [
      'results',
      ...pairs(
        Object.entries(runResults(cli.host, planned.directory)).map(([name, value]) => [
          name,
          resultText(value),
        ]),
      ),
      ...outputTroubles(cli.host, planned.directory).map(oneLine),
    ],
  ]);
};

const codeLine = (cli: Cli, sweep: ChosenRun['sweep'], run: RunStatus): string => {
  const code = attemptCode(cli.host, sweep, run).record;
  return [codeText(code), ...(code.hash === undefined ? [] : [code.hash])].join('   ');
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
    code: attemptCode(cli.host, sweep, run).record.hash ?? null,
    cwd: planned.cwd,
    command: planned.command,
    env: shownEnv(cli, planned, sweep.record),
    secrets: planned.secrets,
    log: run.attempt === 0 ? null : logPath(sweep.home, recorded, run.attempt),
    attempts: run.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      state: attempt.state,
      reason: attempt.reason,
      exitCode: attempt.exitCode,
      code: attempt.code ?? null,
      startedAt: timeJson(attempt.startedAt),
      endedAt: timeJson(attempt.endedAt),
      gpus: attempt.gpus ?? [],
    })),
    environment: runEnvironment(cli, { sweep, recorded, status: run }) ?? null,
    results: publicValue(runResults(cli.host, planned.directory) as never),
  };
};

const timeJson = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
