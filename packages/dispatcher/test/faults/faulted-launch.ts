import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@mrunner/core';
import type { Submission, SubmitPace } from '../../src/cluster/submit/submit-events.ts';
import type { Takes } from '../../src/launch/launch-events.ts';
import type { Rig } from '../rig.ts';
import type { Fault } from './fault.ts';
import type { Effect } from './faulty-host.ts';

/** What came of a launcher with a fault. */
export interface FaultedEnd<Outcome = unknown> {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  /** What it did, unless it was killed. */
  readonly effects: readonly Effect[];
  /** The most memory it had; 0 when it was killed. */
  readonly peakBytes: number;
  /** How its launch ended, or the problem that kept it from beginning. Absent when it was killed. */
  readonly outcome?: Outcome;
}

/** A launcher in a process of its own, on a host with a fault. */
export interface FaultedLaunch<Outcome = unknown> {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<FaultedEnd<Outcome>>;
}

type Swept = Pick<Rig, 'sweep' | 'host'>;

/**
 * Launches the sweep of a rig from another process, on a host with a fault. With `leave` it lets go of the sweep when the
 * first run has ended.
 */
export const launchWithFault = (
  rig: Swept,
  fault: Fault,
  takes: Takes | 'leave' = 'planned',
): FaultedLaunch => startFaulted('faulted-launch.ts', rig, [JSON.stringify(fault), takes]);

/** Submits the sweep of a rig from another process, on a host with a fault. */
export const submitWithFault = (
  rig: Swept,
  fault: Fault,
  takes: Takes = 'planned',
  pace: Partial<SubmitPace> = {},
): FaultedLaunch<Result<Submission>> =>
  startFaulted('faulted-submit.ts', rig, [JSON.stringify(fault), takes, JSON.stringify(pace)]);

function startFaulted<Outcome>(
  name: string,
  { sweep, host }: Swept,
  more: readonly string[],
): FaultedLaunch<Outcome> {
  const program = join(import.meta.dirname, '../fixtures', name);
  const words = ['--conditions=@mrunner/source', program, sweep.home, ...more];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...host.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]): FaultedEnd<Outcome> => {
    const told = said === '' ? { effects: [], peakBytes: 0 } : JSON.parse(said);
    return { code, signal, ...told };
  });
  return { pid: child.pid ?? 0, kill: (signal) => void child.kill(signal), ended };
}
