import { hostname, userInfo } from 'node:os';
import type { Host } from './host.ts';
import { longTimer } from './long-timer.ts';
import { nodeFiles } from './node-files.ts';
import { nodeProcesses } from './node-processes.ts';

/** The real host: this machine, this process. */
export function nodeHost(): Host {
  return {
    files: nodeFiles,
    processes: nodeProcesses,
    clock: {
      now: Date.now,
      elapsed: () => performance.now(),
      after: longTimer,
    },
    random: Math.random,
    env: process.env,
    machine: { host: hostname(), user: userName(), pid: process.pid, node: process.execPath },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without a name, as in many containers.
    return process.env.USER ?? String(process.getuid?.() ?? 'unknown');
  }
}
