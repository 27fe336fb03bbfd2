import type { PodView } from '@mrunner/core/kubernetes';

/** The slot that a worker gives itself in its last words; undefined where they are not whole, or there are none. */
export function saidSlot({ message }: Pick<PodView, 'message'>): string | undefined {
  if (!message?.startsWith('{"event":"worker"')) return undefined;
  return /"slot":"([^"/]+)"/.exec(message.slice(0, message.indexOf('\n') + 1))?.[1];
}
