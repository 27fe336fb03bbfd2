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
