import { shellQuote } from '@mrunner/core';
import { exports } from './exports.ts';
import { type PythonPath, pythonPathText } from './python-path.ts';
import { isOrdinaryName } from './variable-names.ts';

/** What a worker needs to start one attempt. */
export interface RunToStart {
  readonly index: number;
  readonly attempt: number;
  /** Absolute path of the log: creating it is the claim. */
  readonly log: string;
  readonly cwd: string;
  readonly command: readonly string[];
  /** Exported for this process alone where nothing says otherwise yet, even the set-up. Their names are ordinary ones. */
  readonly defaults?: { readonly [name: string]: string };
  /** Exported for this process alone. */
  readonly env: { readonly [name: string]: string };
  /** Exported for this process alone, where the set-up changed nothing of them. Their names are ordinary ones. */
  readonly secrets?: { readonly [name: string]: string };
  /** Put before and behind the PYTHONPATH that is there. */
  readonly pythonPath: PythonPath;
  /** Inherited variables whose names a shell does not pass on by itself. */
  readonly passedOn: { readonly [name: string]: string };
  /** Whether it gets a session of its own. */
  readonly isolate: boolean;
  /** Its program is a binary named by its path, its words are short, no set-up changed the worker's shell: see `startLines`. */
  readonly isBinary?: boolean;
}

/**
 * Starts an attempt and waits for it; its code is left in `mrunner_code`. A binary is started by the worker's shell itself:
 * dash does that without copying itself first, which saves a fifth of what a trivial run costs. Its name is a path, so
 * it is no builtin, function or alias; what else could keep it from starting is tested before.
 */
export const startLines = (run: RunToStart): readonly string[] =>
  run.isBinary === true && !run.isolate && wrappersOf(run).length === 0
    ? direct(run)
    : // In such a list no option and no trap ends the worker when the run fails.
      ['mrunner_code=0', `${subshell(run).join('\n')} || mrunner_code=$?`];

function direct(run: RunToStart): readonly string[] {
  const [program = ''] = run.command;
  const word = shellQuote(program);
  const log = shellQuote(run.log);
  const variables = [
    ...Object.entries(run.defaults ?? {}).map(
      ([name, value]) => `${name}=\${${name}-${shellQuote(value)}}`,
    ),
    ...Object.entries({ ...run.secrets, ...run.env }).map(
      ([name, value]) => `${name}=${shellQuote(value)}`,
    ),
  ];
  const command = [...variables, ...pythonPathOf(run), ...run.command.map(shellQuote)].join(' ');
  return [
    'mrunner_code=127',
    whyOf(noDirectory(run)),
    `if command cd ${shellQuote(run.cwd)} 2>>${log} && ${whyOf(noStart(run))} && ` +
      `[ -e ${word} ] && mrunner_code=126 && [ -x ${word} ] && [ ! -d ${word} ]; then`,
    'mrunner_code=0',
    `${command} </dev/null >>${log} 2>&1 9>&- || mrunner_code=$?`,
    'else',
    '[ "$mrunner_code" = 127 ] || mrunner_why="$mrunner_why: it can\'t be executed"',
    `mrunner_unstarted ${run.index} ${run.attempt}`,
    'fi',
  ];
}

/**
 * A subshell that becomes the process of an attempt, or says in the events why it can't. In it, a trap of EXIT speaks for
 * who fails to start.
 */
export function subshell(run: RunToStart): readonly string[] {
  const wrappers = [...wrappersOf(run), ...(run.isolate ? ['setsid'] : [])];
  const secrets = Object.entries(run.secrets ?? {}).map(
    ([name, value]) => `[ "\${mrunner_changed_${name}-}" ] || export ${name}=${shellQuote(value)}`,
  );
  return [
    `(${whyOf(noDirectory(run))}`,
    `trap 'mrunner_left ${run.index} ${run.attempt}' EXIT`,
    ...linesBeforeExec(run, secrets, wrappers.length > 0),
    `exec ${[...wrappers, ...run.command].map(shellQuote).join(' ')} 9>&-`,
    `) </dev/null >>${shellQuote(run.log)} 2>&1`,
  ];
}

/** What the start of a run takes besides values of secrets. */
export type RunStart = Omit<RunToStart, 'secrets' | 'isBinary'>;

/**
 * What a subshell does before it becomes the program: directory, variables, and checks whose failing nobody would tell of.
 *
 * @param quote makes shell text of a word or value
 */
export function linesBeforeExec(
  run: RunStart,
  secrets: readonly string[],
  isWrapped: boolean,
  quote: (text: string) => string = shellQuote,
): readonly string[] {
  const [program = ''] = run.command;
  const ordinary = Object.entries(run.env).filter(([name]) => isOrdinaryName(name));
  return [
    `command cd ${quote(run.cwd)} || exit 127`,
    whyOf(noStart(run), quote),
    ...secrets,
    ...Object.entries(run.defaults ?? {}).map(
      ([name, value]) => `[ "\${${name}+x}" ] || export ${name}=${quote(value)}`,
    ),
    ...exports(Object.fromEntries(ordinary), quote),
    ...pythonPathOf(run).map((assignment) => `export ${assignment}`),
    ...checks(quote(program), program.includes('/'), isWrapped),
  ];
}

/** Says what it means when the start fails from here on. */
export const whyOf = (text: string, quote: (text: string) => string = shellQuote): string =>
  `mrunner_why=${quote(text.split('\0').map(jsonInside).join('\0'))}`;

/** What the failing start of a program would leave unsaid: by bash, or by a wrapper. */
function checks(word: string, isPath: boolean, isWrapped: boolean): readonly string[] {
  if (isPath) {
    return [`[ -e ${word} ] || exit 127`, `[ -x ${word} ] && [ ! -d ${word} ] || exit 126`];
  }
  return isWrapped ? [`command -v ${word} >/dev/null || exit 127`] : [];
}

/** Why a run did not start whose directory is missing. */
export const noDirectory = ({ cwd }: RunStart): string => `no such working directory: ${cwd}`;

const noStart = ({ command: [program = ''] }: RunStart): string => `cannot start ${program}`;

/** Words before a command, by which it gets the variables that a shell can't pass on. */
export function wrappersOf({ passedOn, env }: RunStart): readonly string[] {
  const others = Object.entries({ ...passedOn, ...env }).filter(([name]) => !isOrdinaryName(name));
  return others.length > 0 ? ['env', ...others.map(([name, value]) => `${name}=${value}`)] : [];
}

/** The assignment of PYTHONPATH. What the experiment itself says of it is known here; the rest only the shell knows. */
function pythonPathOf({ pythonPath, env }: RunStart): readonly string[] {
  const text = pythonPathText(pythonPath, env.PYTHONPATH);
  return text === undefined ? [] : [`PYTHONPATH=${text}`];
}

/** Text for between the quotes of a JSON string. */
export const jsonInside = (text: string): string => JSON.stringify(text).slice(1, -1);
