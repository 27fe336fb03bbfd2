import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { Room } from './room.ts';

/** Where nothing of ours is there, one may always be tried: the limit may have been used by others. */
export function roomFor(room: Room, live: number): number | undefined {
  const left = room.left(live);
  return left === undefined || live > 0 ? left : Math.max(1, left);
}

/** Tasks that the scheduler has, as far as is known. */
export function liveTasks({ batches }: SweepStatus): number {
  let live = 0;
  for (const { tasks, unsubmitted, mayLive } of batches.values()) {
    if (unsubmitted !== undefined) continue;
    for (let task = 0; task < tasks; task++) if (mayLive(task)) live++;
  }
  return live;
}
