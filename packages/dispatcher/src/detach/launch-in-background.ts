import { fail, ok, type Problem, parsePrivate, type Result, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { BackgroundAnswer, BackgroundOrder } from './background-order.ts';

/** A launcher that goes on without us. */
export interface BackgroundLauncher {
  readonly pid: number;
}

/** How a launcher is started in the background. */
export interface BackgroundOptions {
  /** The program that launches, which takes the order as its last word. */
  readonly command: readonly string[];
  /** Tells it to stop again, when it is not at work yet. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a launcher of a sweep that outlives this process, its terminal and a logout, and waits until it is at work: it holds the
 * sweep's lock and starts runs. Its messages go to `launcher.log` in the home of the sweep. What keeps it from starting comes back
 * as problems, as `launchSweep` has them. Secrets reach it through its environment.
 */
export async function launchInBackground(
  host: Pick<Host, 'files' | 'processes' | 'machine' | 'env'>,
  order: BackgroundOrder,
  { command, signal }: BackgroundOptions,
): Promise<Result<BackgroundLauncher>> {
  const log = `${order.home}/${sweepFileNames.launcherLog}`;
  const logged = host.files.stat(log)?.size ?? 0;
  const child = host.processes.background([...command, JSON.stringify(order)], {
    cwd: order.home,
    env: host.env,
    log,
  });
  const giveUp = (): void => {
    if (child.pid !== undefined) host.processes.signal(child.pid, 'SIGTERM');
  };
  signal?.addEventListener('abort', giveUp);
  const { text, end } = await child.answer;
  signal?.removeEventListener('abort', giveUp);
  const answer = answerIn(text);
  if (answer?.answer === 'threw') throw new Error(`In the background launcher: ${answer.text}`);
  if (answer?.answer === 'problems') return { ok: false, problems: answer.problems };
  if (answer === undefined || child.pid === undefined)
    return fail(endedEarly(log, end, newLines(host, log, logged)));
  return ok({ pid: child.pid });
}

function answerIn(text: string): BackgroundAnswer | undefined {
  const [line, ...rest] = text.split('\n');
  return rest.length === 0 ? undefined : (parsePrivate(line ?? '') as unknown as BackgroundAnswer);
}

const mostLines = 5;

/** What it said before it ended, the last lines of it. */
const newLines = (host: Pick<Host, 'files'>, log: string, from: number): readonly string[] =>
  Buffer.concat([...host.files.chunks(log, from)])
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-mostLines);

const endedEarly = (log: string, end: string, lines: readonly string[]): Problem => ({
  kind: 'conflict',
  path: 'launcher',
  message: `the launcher in the background did not get to work: ${end}`,
  details: [...lines, `all it said: ${log}`],
});
