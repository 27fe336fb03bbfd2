import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import type { Disturbance } from './chaos-plan.ts';
import type { Command, Playground } from './playground.ts';
import { livingLauncher, livingRuns, livingWorkers } from './victims.ts';

/** Does one thing to a sweep; answers the commands that go on. */
export function disturb(
  playground: Playground,
  sweep: Sweep,
  { what, chance, parallel }: Disturbance,
): readonly Command[] {
  const { host, mrun, story } = playground;
  const launcher = livingLauncher(host, sweep);
  const send = (signal: NodeJS.Signals, pids: readonly (number | undefined)[]): void => {
    story.push(`        ${what}: ${signal} to ${pids.join(' ')}`);
    for (const pid of pids) if (pid !== undefined) signalTo(pid, signal);
  };
  const some = (pids: readonly number[], part: number): readonly number[] =>
    pids.filter((_, i) => (i * 0.618 + chance) % 1 < part);
  const one = (pids: readonly number[]): readonly number[] =>
    pids.slice(Math.floor(chance * pids.length)).slice(0, 1);
  const id = sweep.record.id;
  const first = Math.floor(chance * sweep.record.count);
  switch (what) {
    case 'kill launcher':
      send('SIGKILL', [launcher]);
      return [];
    case 'kill everything':
      send('SIGKILL', [launcher]);
      send('SIGKILL', livingWorkers(host, sweep));
      send('SIGKILL', livingRuns(host, sweep));
      return [];
    case 'kill workers':
      send('SIGKILL', livingWorkers(host, sweep));
      return [];
    case 'kill one worker':
      send('SIGKILL', one(livingWorkers(host, sweep)));
      return [];
    case 'kill one run':
      send('SIGKILL', one(livingRuns(host, sweep)));
      return [];
    case 'kill some runs':
      send('SIGKILL', some(livingRuns(host, sweep), 0.5));
      return [];
    case 'terminate launcher':
      send('SIGTERM', [launcher]);
      return [];
    case 'hang up launcher':
      send('SIGHUP', [launcher]);
      return [];
    case 'cancel':
      return [
        mrun('cancel', `${id}/${first}-${Math.min(first + 9, sweep.record.count - 1)}`, '-y'),
      ];
    case 'pause':
      return [mrun('pause', id)];
    case 'update':
      return [mrun('update', id, '--parallel', String(parallel))];
    case 'retry':
      return [mrun('retry', id, '--failed', '-y')];
    case 'resume':
      return [mrun('resume', id, '-y'), mrun('resume', id, '-y')];
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
