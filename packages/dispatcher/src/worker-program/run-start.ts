import { shellQuote } from '@mrunner/core';
import { exports } from './exports.ts';
import { isOrdinaryName } from './variable-names.ts';

/** What a worker needs to start one attempt. */
export interface RunToStart {
  readonly index: number;
  readonly attempt: number;
  /** Absolute path of the log: creating it is the claim. */
  readonly log: string;
  readonly cwd: string;
  readonly command: readonly string[];
  /** Exported for this process alone. */
  readonly env: { readonly [name: string]: string };
  /** Exported for this process alone, where the set-up changed nothing of them. Their names are ordinary ones. */
  readonly secrets?: { readonly [name: string]: string };
  /** Put before the PYTHONPATH that is there. */
  readonly pythonPath: readonly string[];
  /** Inherited variables whose names a shell does not pass on by itself. */
  readonly passedOn: { readonly [name: string]: string };
  /** Whether it gets a session of its own. */
  readonly isolate: boolean;
}

/**
 * A subshell that becomes the process of an attempt, or says in the events why it can't. In it, a trap of EXIT speaks for
 * who fails to start.
 */
export function subshell(run: RunToStart): readonly string[] {
  const [program = ''] = run.command;
  const ordinary = Object.entries(run.env).filter(([name]) => isOrdinaryName(name));
  const others = Object.entries({ ...run.passedOn, ...run.env }).filter(
    ([name]) => !isOrdinaryName(name),
  );
  const wrappers = [
    ...(others.length > 0 ? ['env', ...others.map(([name, value]) => `${name}=${value}`)] : []),
    ...(run.isolate ? ['setsid'] : []),
  ];
  return [
    `(mrunner_why=${shellQuote(jsonInside(`no such working directory: ${run.cwd}`))}`,
    `trap 'mrunner_unstarted ${run.index} ${run.attempt}' EXIT`,
    `command cd ${shellQuote(run.cwd)} || exit 127`,
    `mrunner_why=${shellQuote(jsonInside(`cannot start ${program}`))}`,
    ...Object.entries(run.secrets ?? {}).map(
      ([name, value]) =>
        `[ "\${mrunner_changed_${name}-}" ] || export ${name}=${shellQuote(value)}`,
    ),
    ...exports(Object.fromEntries(ordinary)),
    ...pythonPathLine(run.pythonPath),
    ...checks(program, wrappers.length > 0),
    `exec ${[...wrappers, ...run.command].map(shellQuote).join(' ')} 9>&-`,
    `) </dev/null >>${shellQuote(run.log)} 2>&1`,
  ];
}

/** What the failing start of a program would leave unsaid: by bash, or by a wrapper. */
function checks(program: string, isWrapped: boolean): readonly string[] {
  const word = shellQuote(program);
  if (program.includes('/')) {
    return [`[ -e ${word} ] || exit 127`, `[ -x ${word} ] && [ ! -d ${word} ] || exit 126`];
  }
  return isWrapped ? [`command -v ${word} >/dev/null || exit 127`] : [];
}

const pythonPathLine = (entries: readonly string[]): readonly string[] =>
  entries.length === 0
    ? []
    : [`export PYTHONPATH=${shellQuote(entries.join(':'))}"\${PYTHONPATH:+:$PYTHONPATH}"`];

/** Text for between the quotes of a JSON string. */
const jsonInside = (text: string): string => JSON.stringify(text).slice(1, -1);
