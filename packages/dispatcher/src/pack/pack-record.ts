import type { PlannedFile } from '@mrunner/core';
import { shellQuote } from '@mrunner/core';
import {
  linesBeforeExec,
  noDirectory,
  type RunStart,
  whyOf,
  wrappersOf,
} from '../worker-program/run-start.ts';
import { quoteAnyAttempt } from './any-attempt.ts';

/**
 * A run as a pack has it. All paths are those of the place where it runs. Its words, values, paths and log may stand for
 * any attempt: see `anyAttempt`.
 */
export interface PackedRun extends RunStart {
  /** `<sweep id>/<index>`, by which its processes are found. */
  readonly id: string;
  /** Its run directory, which the worker makes. */
  readonly directory: string;
  /** Written there before the start, or left as they are when a later attempt finds them. */
  readonly files: readonly PlannedFile[];
  /** Copied into its directory before it starts, where it is not there yet: a file, a directory, or a link to one. */
  readonly restoreFrom?: string;
  /** Names of secrets; the values come from the worker's private file or from its environment. */
  readonly secrets: readonly string[];
  /** Attempts that were made because earlier ones failed: they count against `retries`. Default 0. */
  readonly tries?: number;
  /** Who is stopped when it fails for good: the other members of its composite. */
  readonly siblings?: readonly PackedSibling[];
  /** Attempts of which nobody knows whether they live on: they are ended before this one is started. */
  readonly earlier?: readonly EarlierAttempt[];
}

/** Where an earlier attempt was started. */
export interface EarlierAttempt {
  readonly attempt: number;
  /** On a cluster, with which life of its task it was. */
  readonly slot: string;
  /** Of its batch. */
  readonly token: string;
}

/** Where another member of a composite is. */
export interface PackedSibling {
  readonly run: number;
  readonly attempt: number;
  /** Of the batch that its attempt is in. */
  readonly token: string;
  /** Its array task, where it has one of its own. */
  readonly task?: number;
  /** Absolute path of the log that its attempt makes. */
  readonly log: string;
}

/**
 * A run as text that a worker evaluates: it says which run it is, and defines `mrunner_files`, `mrunner_start` and
 * `mrunner_number`, which makes it the attempt given.
 *
 * @param directories of runs that follow, which whoever has this record makes with one process for all of them
 */
export function packRecord(run: PackedRun, directories: readonly string[] = []): string {
  const command = [...wrappersOf(run), ...run.command];
  const { tries = 0, siblings = [], earlier = [] } = run;
  return [
    `mrunner_run=${run.index} mrunner_id=${shellQuote(run.id)} mrunner_tries=${tries}`,
    `mrunner_directory=${shellQuote(run.directory)}`,
    `mrunner_directories=${directories.length > 0 ? 'x' : ''}`,
    ...(directories.length > 0
      ? [
          'mrunner_make_directories() {',
          `command mkdir -p ${directories.map(shellQuote).join(' ')} 2>/dev/null || :`,
          '}',
        ]
      : []),
    `mrunner_siblings=${shellQuote(siblings.map(siblingLine).join(''))}`,
    `mrunner_earlier=${shellQuote(earlier.map(earlierLine).join(''))}`,
    'mrunner_number() {',
    `mrunner_attempt=$1 mrunner_log=${quoteAnyAttempt(run.log)}`,
    '}',
    `mrunner_number ${run.attempt}`,
    'mrunner_files() {',
    ...run.files.flatMap((file) => writeFile(file, run)),
    'return 0',
    '}',
    'mrunner_start() {',
    ...(run.isolate ? [whyOf('cannot isolate the run: no setsid here'), isolate] : []),
    ...restore(run),
    whyOf(noDirectory(run), quoteAnyAttempt),
    ...linesBeforeExec(run, run.secrets.map(exportSecret), true, quoteAnyAttempt),
    `mrunner_exec ${command.map(quoteAnyAttempt).join(' ')}`,
    '}',
  ].join('\n');
}

const siblingLine = ({ run, attempt, token, task, log }: PackedSibling): string =>
  `${run} ${attempt} ${token} ${task ?? '-'} ${log}\n`;

const earlierLine = ({ attempt, slot, token }: EarlierAttempt): string =>
  `${attempt} ${slot} ${token}\n`;

const isolate = 'command -v setsid >/dev/null || exit 127; mrunner_isolate=x';

function writeFile({ path, text }: PlannedFile, { directory }: PackedRun): string[] {
  const parent = path.slice(0, path.lastIndexOf('/'));
  const target = shellQuote(path);
  return [
    whyOf(`cannot write ${path}`),
    ...(parent === directory ? [] : [`command mkdir -p ${shellQuote(parent)} || return 1`]),
    `[ "$mrunner_attempt" -gt 1 ] && [ -e ${target} ] ||`,
    `command printf %s ${shellQuote(text)} >${target} || { command rm -f ${target}; return 1; }`,
  ];
}

/** It appears whole or not at all. Done by who has the claim already, since it may take long. */
function restore({ restoreFrom, directory }: PackedRun): readonly string[] {
  if (restoreFrom === undefined) return [];
  const target = shellQuote(`${directory}/${restoreFrom.slice(restoreFrom.lastIndexOf('/') + 1)}`);
  const part = shellQuote(`${directory}/.restoring`);
  return [
    whyOf(`cannot copy ${restoreFrom} into the run's directory`),
    `if [ ! -e ${target} ]; then`,
    `command rm -rf ${part} && command cp -RH ${shellQuote(restoreFrom)} ${part} && command mv ${part} ${target} || exit 127`,
    'fi',
  ];
}

/** From the private file, where it is a variable that is not exported, else from what was inherited. */
const exportSecret = (name: string): string =>
  `if [ "\${mrunner_changed_${name}-}" ]; then :
elif [ "\${mrunner_secret_${name}+x}" ]; then export ${name}="$mrunner_secret_${name}"
elif [ ! "\${${name}+x}" ]; then ${whyOf(`no value for the secret ${name}`)}; exit 127; fi`;
