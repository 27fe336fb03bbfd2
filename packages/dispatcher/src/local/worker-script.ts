import { shellQuote } from '@mrunner/core';

/** What a worker is made for. */
export interface WorkerSetting {
  /** Absolute path of its file in `events/`, which nobody else writes. */
  readonly eventsFile: string;
  /** The file's first line. */
  readonly firstLine: string;
  /** Whether the machine tells its uptime in /proc, the clock of a shell. */
  readonly hasUptime: boolean;
  /** Exported before the set-up: values of dotenv files and secrets. They exist in this text and in processes only. */
  readonly env: { readonly [name: string]: string };
  /** Shell text of the set-up's steps; all must succeed. */
  readonly setUp: readonly string[];
  /** Secrets of single runs. The set-up has them too, and what it changes of them stays; see `RunToStart.secrets`. */
  readonly runSecrets?: { readonly [name: string]: string };
}

/**
 * The program of a worker: a POSIX shell that reads it from its standard input, then runs one record after the other
 * from there (see `runRecord`) until the input ends. It tells its launcher on standard output:
 * `ready`, `set-up-failed CODE`, `exit RUN ATTEMPT CODE`, `refused RUN ATTEMPT` (somebody else claimed the attempt),
 * `unclaimed RUN ATTEMPT` (the claim could not be made; nothing was started), `unrecorded RUN ATTEMPT CODE` (it ended, and
 * the disk takes no record).
 *
 * Traps in it: a trap's action keeps a signal to the whole group (a run's `kill 0`) from ending the worker, and children
 * start with the default actions. Redirections of special builtins would end the shell when they fail, so those that may
 * fail are on others. Who fails to start says so in an EXIT trap; bash runs none after a failed `exec` of a path, so
 * paths are tested before.
 *
 * A set-up may leave its shell with options, traps, aliases and functions of any kind: all that matters is put back after
 * it, and `command` finds the programs meant behind functions of the same name.
 */
export const workerProgram = (setting: WorkerSetting): string =>
  `${[
    `mrunner_events=${shellQuote(setting.eventsFile)}`,
    'exec 9>>"$mrunner_events" || exit 1',
    `printf '%s\\n' ${shellQuote(setting.firstLine)} >&9 || exit 1`,
    ...settle,
    setting.hasUptime ? clock : 'mrunner_now() { mrunner_up=; }',
    functions,
    ...exports(setting.env),
    ...setUpLines(setting),
    "command printf 'ready\\n'",
  ].join('\n')}\n`;

/**
 * The shell as this program expects it, whatever it inherited (bash takes options from SHELLOPTS) or its set-up did. No
 * function, since bash puts the traps of DEBUG and ERR back when one returns. Lines of one shell alone are harmless in
 * the others: `command` keeps the failing of a special builtin from ending the shell.
 */
const settle: readonly string[] = [
  'command unalias -a',
  'set +aefuvxmC',
  'command set +kET 2>/dev/null || :',
  'trap : HUP INT QUIT TERM PIPE',
  'trap - CHLD',
  'command trap - DEBUG ERR RETURN 2>/dev/null || :',
  'command unset IFS 2>/dev/null || :',
];

// What is not a number would make the event no JSON; without it the event says less.
const clock = `mrunner_now() {
  mrunner_up=
  command read -r mrunner_up 2>/dev/null </proc/uptime || :
  mrunner_up=\${mrunner_up%% *}
  case $mrunner_up in
    '' | *[!0-9.]*) mrunner_up= ;;
    *) mrunner_up=",\\"up\\":$mrunner_up" ;;
  esac
}`;

const functions = `mrunner_begin() { # run attempt log: claims the attempt; no claim, no start
  set -C
  if { command true >"$3"; } 2>/dev/null; then
    set +C
  else
    set +C
    if [ -e "$3" ]; then command printf 'refused %s %s\\n' "$1" "$2"; else command printf 'unclaimed %s %s\\n' "$1" "$2"; fi
    return 1
  fi
  mrunner_now
  command printf '{"event":"start","run":%s,"attempt":%s%s}\\n' "$1" "$2" "$mrunner_up" >&9 && return 0
  command rm -f "$3" || :
  command printf 'unclaimed %s %s\\n' "$1" "$2"
  return 1
}
mrunner_end() { # run attempt code: records the end, then tells of it
  mrunner_now
  mrunner_line="{\\"event\\":\\"exit\\",\\"run\\":$1,\\"attempt\\":$2,\\"code\\":$3$mrunner_up}"
  if command printf '%s\\n' "$mrunner_line" >&9; then
    command printf 'exit %s %s %s\\n' "$1" "$2" "$3"
    return
  fi
  command printf 'unrecorded %s %s %s\\n' "$1" "$2" "$3"
  until command printf '\\n%s\\n' "$mrunner_line" >&9; do command sleep 1; done 2>/dev/null
}
mrunner_unstarted() { # run attempt: the program did not start; the reason is in mrunner_why
  case $? in 126) mrunner_why="$mrunner_why: it can't be executed" ;; esac
  command printf '{"event":"launch-failed","run":%s,"attempt":%s,"text":"%s"}\\n' "$1" "$2" "$mrunner_why" >>"$mrunner_events"
}`;

function setUpLines({ setUp, runSecrets = {} }: WorkerSetting): readonly string[] {
  if (setUp.length === 0) return [];
  const lent = Object.keys(runSecrets);
  return [
    ...lent.map((name) => `mrunner_had_${name}=\${${name}+x} mrunner_was_${name}=\${${name}-}`),
    ...exports(runSecrets),
    'mrunner_set_up() {',
    ...setUp.map((step, i) => `eval ${shellQuote(step)}${i < setUp.length - 1 ? ' &&' : ''}`),
    '}',
    'mrunner_set_up </dev/null >&2 9>&-',
    'mrunner_code=$?',
    ...settle,
    'if [ "$mrunner_code" != 0 ]; then',
    `  command printf 'set-up-failed %s\\n' "$mrunner_code"`,
    '  exit 1',
    'fi',
    // `set -a` made it a variable of the runs.
    'unset mrunner_code',
    ...Object.entries(runSecrets).map(([name, value]) => takeBack(name, value)),
  ];
}

/** Ends the loan of a run's secret to the set-up, or notes that the set-up changed it: then its value stands. */
const takeBack = (name: string, value: string): string =>
  `if [ "\${${name}+x}\${${name}-}" != ${shellQuote(`x${value}`)} ]; then mrunner_changed_${name}=x
elif [ "$mrunner_had_${name}" ]; then command export ${name}="$mrunner_was_${name}"
else command unset ${name}; fi`;

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
 * One attempt as text for a worker: a single compound command, so that a torn one is never begun. The run is in the
 * worker's foreground; its output goes straight to the log.
 */
export function runRecord(run: RunToStart): string {
  const id = `${run.index} ${run.attempt}`;
  const log = shellQuote(run.log);
  const [program = ''] = run.command;
  const ordinary = Object.entries(run.env).filter(([name]) => isOrdinaryName(name));
  const others = Object.entries({ ...run.passedOn, ...run.env }).filter(
    ([name]) => !isOrdinaryName(name),
  );
  const wrappers = [
    ...(others.length > 0 ? ['env', ...others.map(([name, value]) => `${name}=${value}`)] : []),
    ...(run.isolate ? ['setsid'] : []),
  ];
  return `${[
    '{',
    `if mrunner_begin ${id} ${log}; then`,
    'mrunner_code=0',
    `(mrunner_why=${shellQuote(jsonInside(`no such working directory: ${run.cwd}`))}`,
    `trap 'mrunner_unstarted ${id}' EXIT`,
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
    // In such a list no option and no trap ends the worker when the run fails.
    `) </dev/null >>${log} 2>&1 || mrunner_code=$?`,
    `mrunner_end ${id} "$mrunner_code"`,
    'fi',
    '}',
  ].join('\n')}\n`;
}

/** What the failing start of a program would leave unsaid: by bash, or by a wrapper. */
function checks(program: string, isWrapped: boolean): readonly string[] {
  const word = shellQuote(program);
  if (program.includes('/')) {
    return [`[ -e ${word} ] || exit 127`, `[ -x ${word} ] && [ ! -d ${word} ] || exit 126`];
  }
  return isWrapped ? [`command -v ${word} >/dev/null || exit 127`] : [];
}

const exports = (env: { readonly [name: string]: string }): readonly string[] =>
  Object.entries(env).map(([name, value]) => `export ${name}=${shellQuote(value)}`);

const pythonPathLine = (entries: readonly string[]): readonly string[] =>
  entries.length === 0
    ? []
    : [`export PYTHONPATH=${shellQuote(entries.join(':'))}"\${PYTHONPATH:+:$PYTHONPATH}"`];

/** Text for between the quotes of a JSON string. */
const jsonInside = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * Whether a shell can export a variable of that name without harm. Others (`my.var`, or those that a shell gives a
 * meaning or keeps read-only) reach the process through `env`, which takes any.
 */
export const isOrdinaryName = (name: string): boolean =>
  isIdentifier(name) && !namesOfShells.has(name) && !/^(BASH|mrunner_)/.test(name);

/** Whether a shell can hold a variable of that name at all; dash drops others from what it passes on. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

const namesOfShells: ReadonlySet<string> = new Set(
  (
    '_ CDPATH DIRSTACK ENV EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD IFS LINENO OLDPWD OPTARG OPTERR OPTIND ' +
    'POSIXLY_CORRECT PPID PS1 PS2 PS4 PWD RANDOM SECONDS SHELLOPTS SHLVL SRANDOM UID'
  ).split(' '),
);
