import type { KubeObject, Pod, Texts } from '../objects.ts';
import { isEnded, podRequests } from '../pod-requests.ts';
import { quantityText, quantityValue } from '../quantities.ts';
import { forbidden, groupResource } from './api-error.ts';
import type { ObjectStore } from './object-store.ts';
import { pods, quotas, type Resource } from './resources.ts';

/** What one object uses of what quotas can limit. */
function usage(resource: Resource, object: KubeObject): Map<string, number> {
  const used = new Map([[`count/${groupResource(resource)}`, 1]]);
  if (resource !== pods) return resource.group === '' ? used.set(resource.plural, 1) : used;
  const pod = object as Pod;
  if (isEnded(pod)) return used;
  used.set('pods', 1);
  for (const [what, amount] of podRequests(pod.spec)) {
    used.set(`requests.${what}`, amount);
    if (what === 'cpu' || what === 'memory') used.set(what, amount);
  }
  for (const { resources } of pod.spec.containers)
    for (const [what, amount] of Object.entries(resources?.limits ?? {}))
      used.set(`limits.${what}`, (used.get(`limits.${what}`) ?? 0) + quantityValue(amount));
  return used;
}

/** What the objects of a namespace use of what a quota limits. */
export function quotaUsed(
  store: ObjectStore,
  quota: KubeObject,
  kinds: readonly Resource[],
): Map<string, number> {
  const hard = Object.keys((quota.spec?.hard ?? {}) as Texts);
  const total = new Map(hard.map((what) => [what, 0]));
  for (const kind of kinds)
    for (const object of store.values(kind)) {
      if (object.metadata.namespace !== quota.metadata.namespace) continue;
      for (const [what, amount] of usage(kind, object))
        if (total.has(what)) total.set(what, (total.get(what) ?? 0) + amount);
    }
  return total;
}

const computed = /^(requests|limits)\.(cpu|memory)$/;

/** Refuses a pod with a container that does not say what a quota is to count. */
function checkSaid(quota: KubeObject, pod: Pod): void {
  const hard = Object.keys((quota.spec?.hard ?? {}) as Texts).filter((what) => computed.test(what));
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const missing = hard.toSorted().flatMap((what) => {
    const [part, amount = ''] = what.split('.') as ['requests' | 'limits', string?];
    const silent = containers.filter(({ resources }) => resources?.[part]?.[amount] === undefined);
    if (silent.length === 0) return [];
    const names = silent.map(({ name }) => name).sort();
    return [`${what} for: ${names.join(',')}`];
  });
  if (missing.length === 0) return;
  const why = `failed quota: ${quota.metadata.name}: must specify ${missing.join('; ')}`;
  throw forbidden(pods, pod.metadata.name, why);
}

/** Refuses an object for which a quota of its namespace has no room. */
export function checkQuota(
  store: ObjectStore,
  resource: Resource,
  object: KubeObject,
  kinds: readonly Resource[],
): void {
  for (const quota of store.values(quotas)) {
    if (quota.metadata.namespace !== object.metadata.namespace) continue;
    const hard = (quota.spec?.hard ?? {}) as Texts;
    const asked = [...usage(resource, object)].filter(([what]) => what in hard);
    if (resource === pods) checkSaid(quota, object as Pod);
    if (asked.length === 0) continue;
    const used = quotaUsed(store, quota, kinds);
    const over = asked.filter(
      ([what, amount]) => (used.get(what) ?? 0) + amount > quantityValue(hard[what] ?? 0),
    );
    if (over.length === 0) continue;
    const text = (amount: (what: string) => string) =>
      over
        .map(([what]) => `${what}=${amount(what)}`)
        .sort()
        .join(',');
    throw forbidden(
      resource,
      object.metadata.name,
      `exceeded quota: ${quota.metadata.name}, requested: ${text((what) => quantityText(new Map(asked).get(what) ?? 0))}, used: ${text((what) => quantityText(used.get(what) ?? 0))}, limited: ${text((what) => hard[what] ?? '')}`,
    );
  }
}
