import type { Pod, PodSpec } from './objects.ts';
import { quantityValue } from './quantities.ts';

/** What a pod asks for in sum, as numbers: its containers together, or the largest of its init containers. */
export function podRequests(spec: PodSpec): Map<string, number> {
  const total = new Map<string, number>();
  for (const { resources } of spec.containers)
    for (const [what, amount] of Object.entries(resources?.requests ?? {}))
      total.set(what, (total.get(what) ?? 0) + quantityValue(amount));
  for (const { resources } of spec.initContainers ?? [])
    for (const [what, amount] of Object.entries(resources?.requests ?? {}))
      total.set(what, Math.max(total.get(what) ?? 0, quantityValue(amount)));
  return total;
}

/** Whether nothing of a pod runs any more, as its status says. */
export const isEnded = ({ status }: Pod): boolean =>
  status.phase === 'Succeeded' || status.phase === 'Failed';
