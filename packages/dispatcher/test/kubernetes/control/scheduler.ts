import { claims, nodes, pods } from '../api/resources.ts';
import { apiTime, type Condition, type Node, type Pod, type Taint } from '../objects.ts';
import { isEnded, podRequests } from '../pod-requests.ts';
import { quantityValue } from '../quantities.ts';
import type { Controls } from './controls.ts';

/** Gives each pod that waits a node on which it has room, or says in its conditions why there is none. */
export function schedulePods(controls: Controls): void {
  const { store } = controls;
  const all = [...store.values(pods)] as Pod[];
  const waiting = all.filter(
    (pod) =>
      pod.spec.nodeName === undefined &&
      !isEnded(pod) &&
      pod.metadata.deletionTimestamp === undefined,
  );
  if (waiting.length === 0) return;
  const places = ([...store.values(nodes)] as Node[]).map((node) => new Place(node, all));
  for (const pod of waiting.sort(byAge)) {
    const reasons = places.map((place) => place.refusal(pod));
    const free = places.filter((_, n) => reasons[n]?.length === 0);
    const chosen = free.sort((a, b) => a.count - b.count)[0];
    const missing = missingClaim(controls, pod);
    if (missing !== undefined)
      refuse(controls, pod, `0/${places.length} nodes are available: ${missing}.`);
    else if (chosen === undefined) refuse(controls, pod, refusalText(reasons));
    else {
      chosen.take(pod);
      bind(controls, pod, chosen.name);
    }
  }
}

const byAge = (a: Pod, b: Pod) =>
  Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion);

/** A node, and what is left of it. */
class Place {
  readonly name: string;
  count = 0;
  private readonly node: Node;
  private readonly free: Map<string, number>;

  constructor(node: Node, all: readonly Pod[]) {
    this.node = node;
    this.name = node.metadata.name;
    this.free = new Map(
      Object.entries(node.status.allocatable).map(([what, amount]) => [
        what,
        quantityValue(amount),
      ]),
    );
    for (const pod of all) if (pod.spec.nodeName === this.name && !isEnded(pod)) this.take(pod);
  }

  take(pod: Pod): void {
    this.count += 1;
    for (const [what, amount] of podRequests(pod.spec))
      this.free.set(what, (this.free.get(what) ?? 0) - amount);
  }

  /** Why a pod can't go here; nothing when it can. */
  refusal({ spec }: Pod): string[] {
    if (this.node.spec.unschedulable) return ['node(s) were unschedulable'];
    const { labels = {} } = this.node.metadata;
    if (Object.entries(spec.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value))
      return ["node(s) didn't match Pod's node affinity/selector"];
    const taint = (this.node.spec.taints ?? []).find(
      (item) => item.effect !== 'PreferNoSchedule' && !isTolerated(item, spec.tolerations),
    );
    if (taint !== undefined)
      return [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`];
    const wanted = [...podRequests(spec), ['pods', 1] as const];
    return wanted
      .filter(
        ([what, amount]) =>
          amount > (this.free.get(what) ?? 0) - (what === 'pods' ? this.count : 0),
      )
      .map(([what]) => (what === 'pods' ? 'Too many pods' : `Insufficient ${what}`));
  }
}

export const isTolerated = (taint: Taint, tolerations: Pod['spec']['tolerations']): boolean =>
  (tolerations ?? []).some(
    ({ key, operator = 'Equal', value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined ? operator === 'Exists' : key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );

function refusalText(reasons: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const total = reasons.length;
  const each = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  if (total === 0) return 'no nodes available to schedule pods';
  return `0/${total} nodes are available: ${each.join(', ')}. preemption: 0/${total} nodes are available: ${total} No preemption victims found for incoming pod.`;
}

function missingClaim({ store }: Controls, { metadata, spec }: Pod): string | undefined {
  const names = (spec.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
  const missing = names.find((name) => store.find(claims, metadata.namespace, name) === undefined);
  return missing === undefined ? undefined : `persistentvolumeclaim "${missing}" not found`;
}

const withoutScheduled = ({ status }: Pod): Condition[] =>
  (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');

function bind({ store }: Controls, pod: Pod, nodeName: string): void {
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: apiTime(),
  };
  store.update(pods, pod, (present) => ({
    ...present,
    spec: { ...present.spec, nodeName },
    status: { ...present.status, conditions: [...withoutScheduled(present), condition] },
  }));
}

function refuse(controls: Controls, pod: Pod, message: string): void {
  const before = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (before?.message === message) return;
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastProbeTime: null,
    lastTransitionTime: apiTime(),
  };
  controls.store.update(pods, pod, (present) => ({
    ...present,
    status: { ...present.status, conditions: [...withoutScheduled(present), condition] },
  }));
  controls.record(pod, 'Warning', 'FailedScheduling', message);
}
