/**
 * The shell as the program of a worker expects it, whatever it inherited (bash takes options from SHELLOPTS) or its set-up
 * did. No function, since bash puts the traps of DEBUG and ERR back when one returns. Lines of one shell alone are
 * harmless in the others: `command` keeps the failing of a special builtin from ending the shell.
 *
 * A trap's action keeps a signal to the whole group (a run's `kill 0`) from ending the worker, and lets children start
 * with the default actions.
 */
export const settle = (traps: readonly string[]): readonly string[] => [
  'command unalias -a',
  'set +aefuvxmC',
  'command set +kET 2>/dev/null || :',
  ...traps,
  'trap - CHLD',
  'command trap - DEBUG ERR RETURN 2>/dev/null || :',
  'command unset IFS 2>/dev/null || :',
];

/** The traps of a worker whose launcher signals its runs. */
export const deafTraps: readonly string[] = ['trap : HUP INT QUIT TERM PIPE'];
