import { type CancelledRest, type TaskLine, taskSlot } from '@mrunner/core';
import type { OpenTask } from '../../cluster/look/open-tasks.ts';

/**
 * A line for each task that was cancelled while it waited, and that squeue does not list: workers cancel what waits when enough
 * runs failed, and people do by `scancel --state=PENDING`.
 *
 * @param lines what squeue lists
 */
export function restLines(
  rests: readonly CancelledRest[],
  lines: readonly TaskLine[],
  tasks: readonly OpenTask[],
): readonly TaskLine[] {
  if (rests.length === 0) return [];
  const jobs = new Map(rests.map(({ token, job }) => [token, job]));
  const listed = new Set(lines.map(({ token, task }) => taskSlot(token, task)));
  return tasks.flatMap(({ token, task, restarts, hasStarted, isRecorded }) => {
    const job = jobs.get(token);
    const isListed = listed.has(taskSlot(token, task));
    // Whoever was started once has a line of its own for as long as the rest has one.
    const hasBegun = hasStarted || isRecorded || restarts > 0;
    if (job === undefined || isListed || hasBegun) return [];
    return [{ token, job, task, restarts, state: 'CANCELLED', reason: '' }];
  });
}
