import { parseSlot, type ReasonKind, type RunStatus } from '@mrunner/core';
import type { EarlierAttempt } from '../../pack/pack-record.ts';

/** Slurm ends a task so, with all its processes. */
const killed: ReadonlySet<ReasonKind> = new Set(['timeout', 'oom', 'preempted', 'launch']);

/**
 * Attempts that began, whose end nobody recorded, and that may live on though Slurm calls them ended: on a machine that only
 * Slurm can't reach, or when Slurm has forgotten them.
 */
export const earlierAttempts = ({ attempts }: RunStatus): readonly EarlierAttempt[] =>
  attempts.flatMap(({ attempt, exitCode, reason, slots: [slot = ''] = [] }) => {
    const place = parseSlot(slot);
    if (place === undefined || exitCode !== null) return [];
    if (reason !== null && killed.has(reason.kind)) return [];
    return [{ attempt, slot, token: place.token }];
  });
