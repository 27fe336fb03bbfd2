import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { shellQuote } from '@mrunner/core';
import { daemonPath } from './has-slurm.ts';

/** A program that stands in for one of Slurm's commands, in a directory for the front of PATH. */
export interface Shim {
  /** The words of each call so far. */
  readonly calls: () => readonly (readonly string[])[];
  /** What it does from the next call on. */
  readonly become: (text: string) => void;
}

/** Slurm's commands that a shim can stand in for. */
export type ShimName = 'sbatch' | 'srun' | 'squeue' | 'sacct' | 'scancel' | 'scontrol' | 'sinfo';

/**
 * Writes a shim. Its text is for sh: `$REAL` is the real command, `$CALL` the number of this call, from 1, `$HERE` the
 * directory, `refuse TEXT` prints an error as the command does, and exits with 1.
 *
 * @example shim(directory, 'sbatch', first(1, submitsAndTimesOut))
 */
export function shim(directory: string, name: ShimName, text: string): Shim {
  const calls = join(directory, `${name}.calls`);
  mkdirSync(calls, { recursive: true });
  const become = (body: string): void => writeFileSync(join(directory, `${name}.sh`), `${body}\n`);
  become(text);
  const lines = [
    '#!/bin/sh',
    `HERE=${shellQuote(directory)} REAL=${shellQuote(realPath(name, directory))} NAME=${name}`,
    `set -C; CALL=1; until { true >"$HERE/$NAME.calls/$CALL"; } 2>/dev/null; do CALL=$((CALL + 1)); done`,
    `set +C; printf '%s\\0' "$@" >"$HERE/$NAME.calls/$CALL"`,
    `refuse() { printf '%s: error: %s\\n' "$NAME" "$1" >&2; exit 1; }`,
    `. "$HERE/$NAME.sh"`,
    '',
  ];
  writeFileSync(join(directory, name), lines.join('\n'), { mode: 0o755 });
  return {
    calls: () =>
      readdirSync(calls)
        .map(Number)
        .sort((a, b) => a - b)
        .map((call) =>
          readFileSync(join(calls, String(call)), 'utf8')
            .split('\0')
            .slice(0, -1),
        ),
    become,
  };
}

function realPath(name: string, without: string): string {
  const places = daemonPath.split(delimiter).filter((place) => place !== without);
  const env = { PATH: places.join(delimiter) };
  return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8', env }).trim();
}

/** The real command. */
export const asReal = 'exec "$REAL" "$@"';

/** Does something in the first calls, and what the real command does in later ones. */
export const first = (calls: number, text: string): string =>
  `if [ "$CALL" -le ${calls} ]; then\n${text}\nfi\n${asReal}`;

/** The words of a controller that did not answer in time. */
export const socketTimedOut =
  'Batch job submission failed: Socket timed out on send/recv operation';

/** Submits, and says that it did not. */
export const submitsAndTimesOut = `"$REAL" "$@" >/dev/null || exit; refuse ${shellQuote(socketTimedOut)}`;

/** Does nothing, and says the same. */
export const timesOut = `refuse ${shellQuote(socketTimedOut)}`;

/** Submits, and prints what sites print, before and after the job's number. */
export const printsBanners = [
  `printf '%s\\n' '*** Welcome to HPC 2000 ***' '1001 of 5000 hours are left.'`,
  `echo 'sbatch: warning: the default time limit is used' >&2`,
  '"$REAL" "$@"; code=$?',
  `printf '%s\\n' '' 'Have a nice day, job 12345 sends its regards.'`,
  'exit $code',
].join('\n');

/** Submits, prints nothing and succeeds. */
export const saysNothing = '"$REAL" "$@" >/dev/null; exit 0';

/** Prints nothing, succeeds, and does nothing. */
export const doesNothing = 'exit 0';

/** Does it, and returns only when the shim's directory is removed. */
export const doesAndHangs =
  '"$REAL" "$@" >/dev/null\nwhile [ -e "$HERE" ]; do sleep 0.1; done; exit 1';

/** Does nothing, and returns only when the shim's directory is removed. */
export const hangs = 'while [ -e "$HERE" ]; do sleep 0.1; done; exit 1';

/** Does it, and is killed before it can say so. */
export const doesAndIsKilled = '"$REAL" "$@" >/dev/null; kill -KILL $$';

/** Refuses for good, in the words of a wrong partition. */
export const refusesPartition = [
  `printf 'sbatch: error: invalid partition specified: nowhere\\n' >&2`,
  `refuse 'Batch job submission failed: Invalid partition name specified'`,
].join('\n');
