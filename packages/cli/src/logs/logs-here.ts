import { ok } from '@mrunner/core';
import { followLog, loggedAttempts, logPath, logTail, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { copyLog, readLog } from '../output/print-log.ts';
import type { LogSource } from './log-source.ts';

/** Reads logs that are files of this machine. */
export const logsHere = (cli: Cli, { home }: Pick<Sweep, 'home'>): LogSource => ({
  attempts: async (run) => ok(loggedAttempts(cli.host, home, run)),
  path: (run, attempt) => logPath(home, run, attempt),
  text: async (run, attempt, tail) => ok(readLog(cli, logPath(home, run, attempt), tail)),
  copy: async (run, attempt, tail) => {
    const path = logPath(home, run, attempt);
    return ok(cli.host.files.exists(path) ? await copyLog(cli, path, tail) : 0);
  },
  follow: async function* (run, attempt, options) {
    for await (const text of followLog(cli.host, logPath(home, run, attempt), options)) {
      yield ok(text);
    }
  },
  tailOf: async (path, lines) => ok(logTail(cli.host, path, lines)),
  close: () => {},
});
