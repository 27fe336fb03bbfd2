import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** Whether nothing runs, and nothing is going to start by itself. */
export function isStandstill({ counts, launcher, recorded, scheduler }: SweepStatus): boolean {
  if (counts.running > 0 || launcher === 'alive') return false;
  if (counts.pending === 0) return true;
  for (const run of recorded.values()) {
    if (run.state === 'pending' && scheduler?.of(run)?.never !== true) return false;
  }
  return true;
}
