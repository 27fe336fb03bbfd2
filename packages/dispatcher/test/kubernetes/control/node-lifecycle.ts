import { markDisrupted } from '../api/mark-disrupted.ts';
import { nodes, pods } from '../api/resources.ts';
import { apiTime, type Condition, type Node, type Pod } from '../objects.ts';
import { isEnded } from '../pod-requests.ts';
import type { Controls } from './controls.ts';

const key = 'node.kubernetes.io/unreachable';

const withReady = (
  conditions: readonly Condition[] = [],
  status: Condition['status'],
  reason: string,
  message: string,
): Condition[] => [
  ...conditions.filter(({ type }) => type !== 'Ready'),
  { type: 'Ready', status, reason, message, lastTransitionTime: apiTime() },
];

const podsOn = ({ store }: Controls, name: string): Pod[] =>
  ([...store.values(pods)] as Pod[]).filter(({ spec }) => spec.nodeName === name);

/** A node that nobody hears of: tainted, its pods not ready, and deleted after the time that they tolerate. */
export function nodeLost(controls: Controls, name: string): void {
  const { store } = controls;
  const timeAdded = apiTime();
  const taints = ['NoSchedule', 'NoExecute'].map((effect) => ({ key, effect, timeAdded }));
  const node = store.get(nodes, undefined, name) as Node;
  store.update(nodes, node, (present) => ({
    ...present,
    spec: { ...present.spec, taints: [...(present.spec.taints ?? []), ...taints] },
    status: {
      ...present.status,
      conditions: withReady(
        present.status.conditions,
        'Unknown',
        'NodeStatusUnknown',
        'Kubelet stopped posting node status.',
      ),
    },
  }));
  for (const pod of podsOn(controls, name)) {
    if (isEnded(pod)) continue;
    store.update(pods, pod, (present) => ({
      ...present,
      status: {
        ...present.status,
        // What the node said of its containers stays.
        conditions: (present.status.conditions ?? []).map((item) =>
          item.type === 'Ready'
            ? { ...item, status: 'False' as const, lastTransitionTime: apiTime() }
            : item,
        ),
      },
    }));
    const seconds = tolerated(pod);
    if (seconds === undefined) continue;
    setTimeout(() => evictLost(controls, name, pod), seconds * 1000).unref();
  }
}

/** For how many seconds a pod stays; undefined: for ever. */
function tolerated({ spec }: Pod): number | undefined {
  const found = (spec.tolerations ?? []).filter(
    (item) =>
      (item.key === undefined || item.key === key) &&
      (item.effect === undefined || item.effect === 'NoExecute'),
  );
  if (found.length === 0) return 0;
  const times = found.map(({ tolerationSeconds }) => tolerationSeconds ?? Number.POSITIVE_INFINITY);
  const least = Math.min(...times);
  return least === Number.POSITIVE_INFINITY ? undefined : least;
}

function evictLost(controls: Controls, name: string, { metadata }: Pod): void {
  const node = controls.store.find(nodes, undefined, name) as Node | undefined;
  const pod = controls.store.find(pods, metadata.namespace, metadata.name) as Pod | undefined;
  const isLost = node?.spec.taints?.some((taint) => taint.key === key) ?? true;
  if (!isLost || pod?.metadata.uid !== metadata.uid || isEnded(pod)) return;
  markDisrupted(
    controls,
    pod,
    'DeletionByTaintManager',
    'Taint manager: deleting due to NoExecute taint',
  );
  controls.deletePod(controls.store.get(pods, metadata.namespace, metadata.name) as Pod);
}

/** The node is heard of again. */
export function nodeReturned({ store }: Controls, name: string): void {
  const node = store.get(nodes, undefined, name) as Node;
  store.update(nodes, node, (present) => ({
    ...present,
    spec: {
      ...present.spec,
      taints: (present.spec.taints ?? []).filter((taint) => taint.key !== key),
    },
    status: {
      ...present.status,
      conditions: withReady(
        present.status.conditions,
        'True',
        'KubeletReady',
        'the node agent is posting ready status',
      ),
    },
  }));
}
