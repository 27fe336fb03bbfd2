import { dirname } from 'node:path';
import { type Context, type PlannedRun, runVariables, shellQuote } from '@mrunner/core';
import { type ForegroundStart, foregroundStart } from '../foreground/foreground-start.ts';
import type { Host } from '../host/host.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { privateValues, secretValues } from '../local/worker-env.ts';
import { killTree } from '../processes/kill-tree.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';

/** A command that is only asked what it takes. */
export interface Probe extends ForegroundStart {
  readonly planned: PlannedRun;
  readonly context: Context;
  /** How long it may take. */
  readonly seconds: number;
  /** Names its processes; nobody else's. */
  readonly name: string;
}

/** What came of it. */
export interface ProbeEnd {
  /** `set-up`: the set-up of the context failed; `limit`: it was ended, with all its processes. */
  readonly end: 'exit' | 'limit' | 'set-up';
  /** The shell's code. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const longestOutput = 1 << 20;

/**
 * Runs a command after the set-up of its context, without a terminal and without input, in a directory that is removed again. Of the
 * set-up it does what each worker does; what changes the disk (a virtual environment that is missing) is left out. Secrets
 * that are not set are left out too: for its help nobody needs them.
 *
 * @param stopped calls back with how to end it early
 */
export async function runProbe(
  host: Host,
  probe: Probe,
  stopped: (stop: () => void) => void,
): Promise<ProbeEnd> {
  const { planned, context, seconds, name } = probe;
  const values = privateValues(host, context, {});
  const own = secretValues(host, planned.secrets, {});
  const ready = `mrunner-probe-${host.random().toString(36).slice(2)}`;
  const steps = [
    ...setUpSteps(context).each.map((step) => `eval ${shellQuote(step)} || exit`),
    `echo ${ready}`,
  ];
  const env = { ...probe.env, [runVariables.runId]: `${name}/0`, [runVariables.attempt]: '1' };
  const start = foregroundStart(host, { ...probe, env }, steps, {
    ...(values.ok && values.value),
    ...(own.ok && own.value),
  });
  host.files.makeDirectories(planned.directory);
  const find = markedProcessSearch(host, name, dirname(planned.directory));
  let [stdout, stderr] = ['', ''];
  let isLate = false;
  try {
    const code = await new Promise<number>((resolve) => {
      const child = host.processes.start(start.command, {
        cwd: planned.cwd,
        env: start.env,
        told: (text) => {
          if (stdout.length < longestOutput) stdout += text;
        },
        complained: (text) => {
          if (stderr.length < longestOutput) stderr += text;
        },
        ended: (ended) => {
          cancel();
          resolve(ended);
        },
      });
      const end = (): void => {
        if (child.pid !== undefined) killTree(host, child.pid);
      };
      const cancel = host.clock.after(seconds * 1000, () => {
        isLate = true;
        end();
      });
      stopped(end);
      child.close();
    });
    const [, told] = stdout.split(`${ready}\n`);
    const end = isLate ? 'limit' : told === undefined ? 'set-up' : 'exit';
    return { end, code, stdout: told ?? stdout, stderr };
  } finally {
    // Also what left its process tree.
    for (let tries = 0; tries < 20; tries++) {
      const left = find();
      if (left.length === 0) break;
      for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
      await new Promise<void>((resolve) => host.clock.after(20, resolve));
    }
    host.files.remove(planned.directory);
  }
}
