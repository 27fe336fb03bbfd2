import { apiTime, type Pod } from '../objects.ts';
import type { ObjectStore } from './object-store.ts';
import { pods } from './resources.ts';

/** Says in a pod's conditions that it is ended from outside. */
export function markDisrupted(
  { store }: { readonly store: ObjectStore },
  pod: Pod,
  reason: string,
  message: string,
  phase?: 'Failed',
): void {
  const made = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    reason,
    message,
    lastProbeTime: null,
    lastTransitionTime: apiTime(),
  };
  store.update(pods, pod, (present) => {
    const others = (present.status.conditions ?? []).filter(({ type }) => type !== made.type);
    const ended = present.status.phase === 'Succeeded' || present.status.phase === 'Failed';
    return {
      ...present,
      metadata: { ...present.metadata, resourceVersion: '' },
      status: {
        ...present.status,
        ...(phase === undefined || ended ? {} : { phase }),
        conditions: [...others, made],
      },
    };
  });
}
