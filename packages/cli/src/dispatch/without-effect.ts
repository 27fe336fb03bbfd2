import type { Problem } from '@mrunner/core';
import type { PreparedSweep } from '../load/prepare-sweep.ts';

/** Older run configs on machines without containers passed over an image; so do contexts. */
export const withoutEffect = ({ plan, contexts }: PreparedSweep): readonly Problem[] => {
  const isAsked = plan.sweep.memberFlags?.some(({ image }) => image !== undefined) ?? false;
  if (!isAsked || contexts.some(({ context }) => context.backend === 'kubernetes')) return [];
  const names = contexts.map(({ context }) => context.name).join(' and ');
  return [
    {
      kind: 'conflict',
      path: '--docker-image',
      message: `it has no effect: ${names} ${contexts.length === 1 ? 'has' : 'have'} no containers`,
    },
  ];
};
