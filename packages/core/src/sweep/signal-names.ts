// Linux's numbers. The first 15 are the same everywhere.
const names = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG ' +
  'XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** The name of a signal: `SIGKILL` for 9, `SIGRTMIN+1` for 35; undefined when there is none of that number. */
export function signalName(number: number): string | undefined {
  const name = names[number - 1];
  if (name !== undefined) return `SIG${name}`;
  if (number === 34) return 'SIGRTMIN';
  return number > 34 && number <= 64 ? `SIGRTMIN+${number - 34}` : undefined;
}

/** The signal that a shell's exit code tells of (128 + n), if it does. */
export const signalOfCode = (code: number): string | undefined =>
  code > 128 ? signalName(code - 128) : undefined;
