import { shellQuote } from '@mrunner/core';
import { exports } from '../worker-program/exports.ts';
import { type RunToStart, startLines } from '../worker-program/run-start.ts';
import { setUpLines } from '../worker-program/set-up-lines.ts';
import { deafTraps, settle } from '../worker-program/shell-state.ts';
import { clockLines, recordLines } from '../worker-program/worker-functions.ts';

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
 * Redirections of special builtins would end the shell when they fail, so those that may
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
    ...settle(deafTraps),
    clockLines(setting.hasUptime),
    recordLines,
    ...exports(setting.env),
    ...setUpLines(setting.setUp, setting.runSecrets ?? {}),
    "command printf 'ready\\n'",
  ].join('\n')}\n`;

/**
 * One attempt as text for a worker: a single compound command, so that a torn one is never begun. The run is in the
 * worker's foreground; its output goes straight to the log.
 */
export function runRecord(run: RunToStart): string {
  const id = `${run.index} ${run.attempt}`;
  return `${[
    '{',
    `if mrunner_begin ${id} ${shellQuote(run.log)}; then`,
    ...startLines(run),
    `mrunner_end ${id} "$mrunner_code"`,
    'fi',
    '}',
  ].join('\n')}\n`;
}
