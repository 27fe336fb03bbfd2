import { availableParallelism, hostname, totalmem, userInfo } from 'node:os';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Host } from './host.ts';
import { longTimer } from './long-timer.ts';
import { nodeFiles } from './node-files.ts';
import { connectKubernetes } from './node-kubernetes.ts';
import { nodeProcesses } from './node-processes.ts';
import { nodeSharedFiles } from './node-shared-files.ts';
import { pythonDirectories } from './python-directories.ts';

/** The real host: this machine, this process. */
export function nodeHost(): Host {
  return {
    files: nodeFiles,
    shared: nodeSharedFiles,
    processes: nodeProcesses,
    clock: {
      now: Date.now,
      elapsed: () => performance.now(),
      after: longTimer,
    },
    random: Math.random,
    gzip: (bytes) => gzipSync(bytes),
    gunzip: (bytes) => gunzipSync(bytes),
    env: process.env,
    machine: {
      host: hostname(),
      user: userName(),
      pid: process.pid,
      node: process.execPath,
      pythonDirectories: pythonDirectories(),
      limits,
    },
    kubernetes: connectKubernetes,
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

/** Those of the control group count where they are smaller; Node's number of processors heeds them by itself. */
function limits(): { cpu: number; mem: number } {
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { cpu: availableParallelism(), mem: Math.floor(bytes / (1 << 20)) };
}
