import type { SweepEvent } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** That each attempt which goes on, or waits, was asked to stop: for whoever finds its end. */
export function stopsOf(
  host: Pick<Host, 'clock'>,
  { recorded }: SweepStatus,
  runs: 'all' | readonly number[],
): readonly SweepEvent[] {
  const meant = runs === 'all' ? undefined : new Set(runs);
  const time = host.clock.now();
  return [...recorded.values()].flatMap(({ index, attempt, state }) =>
    (state === 'running' || state === 'pending') && (meant?.has(index) ?? true)
      ? [{ event: 'stop', time, run: index, attempt, cause: 'cancelled' } as const]
      : [],
  );
}
