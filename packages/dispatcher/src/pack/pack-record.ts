import type { PlannedFile } from '@mrunner/core';
import { shellQuote } from '@mrunner/core';
import {
  linesBeforeExec,
  noDirectory,
  type RunStart,
  whyOf,
  wrappersOf,
} from '../worker-program/run-start.ts';

/** One attempt as a pack has it. All paths are those of the place where it runs. */
export interface PackedRun extends RunStart {
  /** `<sweep id>/<index>`, by which its processes are found. */
  readonly id: string;
  /** Its run directory, which the worker makes. */
  readonly directory: string;
  /** Written there before the start, or left as they are when a later attempt finds them. */
  readonly files: readonly PlannedFile[];
  /** Names of secrets; the values come from the worker's private file or from its environment. */
  readonly secrets: readonly string[];
}

/** An attempt as text that a worker evaluates: it says which attempt it is, and defines `mrunner_files` and `mrunner_start`. */
export function packRecord(run: PackedRun): string {
  const command = [...wrappersOf(run), ...run.command];
  return [
    `mrunner_run=${run.index} mrunner_attempt=${run.attempt} mrunner_id=${shellQuote(run.id)}`,
    `mrunner_directory=${shellQuote(run.directory)}`,
    `mrunner_log=${shellQuote(run.log)}`,
    'mrunner_files() {',
    ...run.files.flatMap((file) => writeFile(file, run)),
    'return 0',
    '}',
    'mrunner_start() {',
    ...(run.isolate ? [whyOf('cannot isolate the run: no setsid here'), isolate] : []),
    whyOf(noDirectory(run)),
    ...linesBeforeExec(run, run.secrets.map(exportSecret), true),
    `mrunner_exec ${command.map(shellQuote).join(' ')}`,
    '}',
  ].join('\n');
}

const isolate = 'command -v setsid >/dev/null || exit 127; mrunner_isolate=x';

function writeFile({ path, text }: PlannedFile, { attempt, directory }: PackedRun): string[] {
  const parent = path.slice(0, path.lastIndexOf('/'));
  const target = shellQuote(path);
  return [
    whyOf(`cannot write ${path}`),
    ...(parent === directory ? [] : [`command mkdir -p ${shellQuote(parent)} || return 1`]),
    ...(attempt > 1 ? [`[ -e ${target} ] ||`] : []),
    `command printf %s ${shellQuote(text)} >${target} || { command rm -f ${target}; return 1; }`,
  ];
}

/** From the private file, where it is a variable that is not exported, else from what was inherited. */
const exportSecret = (name: string): string =>
  `if [ "\${mrunner_changed_${name}-}" ]; then :
elif [ "\${mrunner_secret_${name}+x}" ]; then export ${name}="$mrunner_secret_${name}"
elif [ ! "\${${name}+x}" ]; then ${whyOf(`no value for the secret ${name}`)}; exit 127; fi`;
