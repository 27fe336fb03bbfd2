import { runVariables, shellQuote, sweepFileNames } from '@mrunner/core';
import {
  backgroundProbe,
  backgroundTraps,
  signalFunctions,
  waitFunctions,
} from '../worker-program/background-functions.ts';
import { exports } from '../worker-program/exports.ts';
import { processFunctions } from '../worker-program/process-functions.ts';
import { jsonInside } from '../worker-program/run-start.ts';
import { keepOf, setUpFunction, takeBack } from '../worker-program/set-up-lines.ts';
import { settle } from '../worker-program/shell-state.ts';
import { isOrdinaryName } from '../worker-program/variable-names.ts';
import { clockLines, recordLines } from '../worker-program/worker-functions.ts';
import { packFunctions, rangeFunctions } from './pack-functions.ts';
import type { PackFiles } from './write-pack.ts';

/** What all workers of packs are made for. All paths are those of the place where they work. */
export interface WorkerHead {
  /** The home of the sweep there: it must have `events/`. */
  readonly home: string;
  /** The name of the context, for messages. */
  readonly context: string;
  /** Seconds between TERM and KILL when it is asked to stop: fewer than the scheduler's own, or no end is recorded. */
  readonly grace: number;
}

/** What is to be done in a worker's shell before its first run. */
export interface WorkerSetUp {
  /** A file of `privateFileText`; without it, values of dotenv files and secrets are expected in the environment. */
  readonly privateFile?: string;
  /** Names of the run secrets in the private file, for the set-up. */
  readonly runSecrets?: readonly string[];
  /** Shell text of the set-up's steps; all must succeed. */
  readonly setUp: readonly string[];
}

/** What the worker of a pack is made for. */
export interface PackSetting extends WorkerHead, WorkerSetUp {
  readonly files: PackFiles;
  /** The context's variables: they get into this text, so its file is for its owner alone. */
  readonly env: { readonly [name: string]: string };
  /** Shell text that is run once beside the first run, where a record of the environment can be made. */
  readonly afterSetUp?: string;
}

/**
 * The program of a worker that takes its runs from a pack: `sh FILE SLOT FROM TO` does the set-up, then records FROM to TO
 * one after another, in a POSIX shell alone. SLOT names its file in `events/`. It exits with the code of the last run that
 * failed, or with one of `workerExitCodes`. TERM and INT ask its run to end, with all processes of it, and KILL follows after the grace;
 * USR1 and USR2, the warnings of schedulers, reach the run as USR2. After any of these it starts nothing more.
 *
 * A scheduler may start it again for the same records: what was claimed is refused, the rest is run. For another attempt
 * of a run, another record is needed: a pack may hold several blocks of attempts, and FROM and TO choose one.
 *
 * It is one compound command, since a torn text must not be begun.
 */
export const packProgram = (setting: PackSetting): string =>
  workerText('#!/bin/sh', [
    ...workerHead(setting, backgroundTraps),
    ...fileConstants(setting),
    rangeFunctions,
    'mrunner_check "$@"',
    'mrunner_open',
    ...exportContext(setting.env),
    ...setUpLines(setting),
    ...work(setting),
  ]);

/** The lines as one compound command. */
export const workerText = (firstLine: string, lines: readonly string[]): string =>
  `${firstLine}\n{\n${lines.join('\n')}\n}\n`;

/** What the workers of packs have in common: state, constants and functions. Nothing is done yet. */
export const workerHead = (setting: WorkerHead, traps: readonly string[]): readonly string[] => [
  ...traps,
  `${stateVariables.map((name) => `mrunner_${name}=`).join(' ')} mrunner_exit=0 mrunner_failed=0 mrunner_every=2 mrunner_self=$$`,
  ...settle(traps),
  // Submitted from within a run of another sweep.
  `command unset ${ofOtherSweeps.join(' ')}`,
  ...constants(setting),
  packFunctions,
  clockLines(true),
  recordLines,
  waitFunctions,
  signalFunctions,
  processFunctions,
];

const stateVariables =
  'asked warned nudged asked_run warned_run pid timer late watcher isolate output ran reapers adopted directories machine'.split(
    ' ',
  );

const ofOtherSweeps = Object.values(runVariables)
  .filter((name) => name.startsWith('MRUNNER_'))
  .concat(runVariables.debug);

function constants({ home, context, grace }: WorkerHead): readonly string[] {
  const [beforeSlot = '', afterSlot = ''] = sweepFileNames.workerEvents('*').split('*');
  return [
    `mrunner_context=${shellQuote(jsonInside(context))}`,
    `mrunner_before=${shellQuote(`${home}/${beforeSlot}`)} mrunner_after=${shellQuote(afterSlot)}`,
    `mrunner_grace=${Math.max(0, Math.ceil(grace))} mrunner_patience=${Math.max(1, Math.min(50, Math.ceil(grace * 10)))}`,
  ];
}

const fileConstants = ({ files }: PackSetting): readonly string[] => [
  `mrunner_index=${shellQuote(files.index)}`,
  `mrunner_pack=${shellQuote(files.pack)}`,
];

/** The variables of a context that a shell can export. */
export const exportContext = (env: { readonly [name: string]: string }): readonly string[] =>
  exports(Object.fromEntries(Object.entries(env).filter(([name]) => isOrdinaryName(name))));

/** The set-up in the worker's own shell; its output is kept for the logs of runs that could not be started for it. */
export function setUpLines(
  { setUp, privateFile, runSecrets = [] }: WorkerSetUp,
  traps: readonly string[] = backgroundTraps,
): readonly string[] {
  if (setUp.length === 0 && privateFile === undefined) return [];
  const steps = [
    ...(privateFile === undefined ? [] : [readPrivate(privateFile)]),
    ...runSecrets.map((name) =>
      whereGiven(name, [...keepOf(name), `export ${name}="$mrunner_secret_${name}"`].join('; ')),
    ),
    ...setUp,
  ];
  return [
    'mrunner_keep_output',
    // A set-up that ends its shell has failed.
    'exec 7>&1 8>&2',
    `trap ${shellQuote(['mrunner_code=$?', ...settle(traps), 'mrunner_exited'].join('\n'))} EXIT`,
    ...setUpFunction(steps),
    'if [ "$mrunner_output" ]; then mrunner_set_up </dev/null >"$mrunner_output" 2>&1 9>&-; else mrunner_set_up </dev/null >&2 9>&-; fi',
    'mrunner_code=$?',
    ...settle(traps),
    'exec 7>&- 8>&-',
    'mrunner_failed=$mrunner_code',
    // `set -a` made it a variable of the runs.
    'unset mrunner_code',
    'mrunner_show_output',
    ...runSecrets.map((name) => whereGiven(name, takeBack(name, `"$mrunner_secret_${name}"`))),
  ];
}

/** A torn or missing file fails the set-up: no run is to start without its values. */
const readPrivate = (file: string): string => {
  const word = shellQuote(file);
  return `mrunner_private=
[ -r ${word} ] && command . ${word}
if [ "$mrunner_private" = whole ]; then unset mrunner_private
else command printf '%s\\n' ${shellQuote(`${file} is missing or torn, which has values of secrets and dotenv files: start the runs again from where they are set`)}; false; fi`;
};

const whereGiven = (name: string, text: string): string =>
  `if [ "\${mrunner_secret_${name}+x}" ]; then ${text}\nfi`;

function work({ afterSetUp }: PackSetting): readonly string[] {
  return [
    backgroundProbe,
    'if [ "$mrunner_to" -gt "$mrunner_from" ] && command -v setsid >/dev/null; then mrunner_isolate=x; fi',
    ...(afterSetUp === undefined
      ? ['mrunner_work']
      : [
          'mrunner_hook=',
          'if [ "$mrunner_failed" = 0 ]; then',
          `  (eval ${shellQuote(afterSetUp)}) </dev/null >/dev/null 2>&1 9>&- &`,
          '  mrunner_hook=$!',
          'fi',
          'mrunner_work',
          'if [ "$mrunner_hook" ] && [ ! "$mrunner_asked" ]; then wait "$mrunner_hook"; fi',
        ]),
    'exit "$mrunner_exit"',
  ];
}
