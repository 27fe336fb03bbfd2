import { hostname, userInfo } from 'node:os';
import type { Host } from './host.ts';
import { nodeFiles } from './node-files.ts';
import { nodeProcesses } from './node-processes.ts';

/** The real host: this machine, this process. */
export function nodeHost(): Host {
  return {
    files: nodeFiles,
    processes: nodeProcesses,
    clock: {
      now: Date.now,
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    env: process.env,
    machine: { host: hostname(), user: userName(), pid: process.pid },
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
