import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEventLines } from '@mrunner/core';

/**
 * Kills the worker of a task, and the run that wrote its pid into `pid` of its directory: nobody is left to record an end.
 *
 * @param directory of the run
 */
export function killWorker(home: string, slot: string, directory: string): void {
  const lines = readFileSync(join(home, `events/worker-${slot}.jsonl`), 'utf8');
  const worker = parseEventLines(lines).events.find(({ event }) => event === 'worker');
  if (worker?.event !== 'worker') throw new Error(`no worker wrote in ${slot}`);
  const run = Number(readFileSync(join(directory, 'pid'), 'utf8'));
  for (const pid of [worker.pid, run]) process.kill(pid, 'SIGKILL');
}

/** A script that a test may kill so. */
export const killable = 'echo "$$" >"$MRUNNER_EXP_DIR_PATH/pid"; exec sleep 100';
