import type { PodView } from '@mrunner/core/kubernetes';
import { forCanaries, type LivingTask } from '../../cluster/look/scheduler-file.ts';
import type { SeenJob } from './cluster-view.ts';

type Told = NonNullable<LivingTask['told']>;

const mend = 'cancel these runs, mend that, and start them again with mrun retry';

/** What is to be told of a pod that does not simply run. */
export function podTold({ phase, waiting, deleting, silent, node }: PodView): Told | undefined {
  if (silent) return silence(node, deleting);
  if (deleting) return { text: 'ending', never: false };
  if (phase === 'ended') return { text: 'ended; its log is still to be fetched', never: false };
  if (waiting !== undefined) return { ...waiting, ...(waiting.never && { advice: mend }) };
  if (phase === 'waiting') return { text: 'waits for a node', never: false };
  return phase === 'starting'
    ? { text: 'its container is being started', never: false }
    : undefined;
}

/** What runs on a node that nobody hears of may go on: nothing follows it before it is certain that it does not. */
const silence = (node: string | undefined, deleting: boolean): Told => ({
  text: `nothing is heard of its node${node === undefined ? '' : ` ${node}`}, where it may go on`,
  never: false,
  ...(deleting && {
    advice: `if that node is off for good: kubectl delete node ${node ?? 'NAME'}`,
  }),
});

/** Why a task of a Job that goes on has no pod. */
export function waitTold(
  { suspended, hasStarted, queue, parallelism, active }: SeenJob,
  { isHeld, isAgain }: { readonly isHeld: boolean; readonly isAgain: boolean },
): Told {
  if (suspended) {
    if (queue !== undefined) {
      const text = `waits in the queue ${queue}`;
      return { text: isAgain ? `its job was suspended, and ${text}` : text, never: false };
    }
    if (isHeld) return { text: forCanaries, never: false };
    if (!hasStarted) return { text: 'its job is about to be released', never: false };
    return { text: 'its job was suspended', never: true, advice: 'kubectl patch: spec.suspend' };
  }
  if (isAgain) return { text: 'starts again soon', never: false };
  // Those that wait for their next attempt keep their places; of pods that were refused, the Job itself says nothing.
  if (active < parallelism) {
    const text =
      'its pod is not made yet: others are before it, or a quota of the namespace is full';
    return { text, never: false };
  }
  return { text: `others are before it, ${parallelism} at a time`, never: false };
}
