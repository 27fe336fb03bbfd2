import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from './playground.ts';

/** Milliseconds that any command may take. */
const patience = 180_000;

/** Waits for a command. One that never ends, or meets a bug, is a violation. */
export async function ended({ words, done, pid }: Command, wrong: string[]): Promise<void> {
  const abort = new AbortController();
  const tooLong = wait(patience, undefined, { signal: abort.signal }).catch(() => undefined);
  const end = await Promise.race([done, tooLong]);
  abort.abort();
  if (end === undefined) {
    wrong.push(`mrun ${words.join(' ')} did not end within ${patience / 1000} s`);
    process.kill(pid, 'SIGKILL');
  } else if (end.code === 4 || /Internal error|^\s+at .*\.js:\d+/m.test(end.said)) {
    wrong.push(`mrun ${words.join(' ')} met a bug:\n${end.said}`);
  }
}
