import { markDisrupted } from '../api/mark-disrupted.ts';
import { jobs, namespaces, nodes, pods, type Resource, resources } from '../api/resources.ts';
import type { KubeObject, Pod } from '../objects.ts';
import type { Controls } from './controls.ts';
import { isTracked } from './job-view.ts';

/** Deletes what belongs to nobody any more, and finishes deletions that wait for others. One round. */
export function collectGarbage(controls: Controls): void {
  const { store } = controls;
  const owners = new Map<string, KubeObject>();
  const kinds = new Map<string, Resource>();
  for (const resource of resources)
    for (const object of store.values(resource)) {
      owners.set(object.metadata.uid, object);
      kinds.set(object.metadata.uid, resource);
    }
  for (const [uid, object] of owners) {
    const resource = kinds.get(uid);
    if (resource !== undefined) collectOne(controls, resource, object, owners);
  }
  for (const [uid, object] of owners) {
    const resource = kinds.get(uid);
    const { finalizers = [] } = object.metadata;
    if (resource === undefined) continue;
    if (finalizers.includes('foregroundDeletion'))
      finishForeground(controls, resource, object, owners);
    if (finalizers.includes('orphan')) finishOrphan(controls, resource, object, owners, kinds);
    if (resource === namespaces && object.metadata.deletionTimestamp !== undefined)
      emptyNamespace(controls, object);
  }
}

function collectOne(
  controls: Controls,
  resource: Resource,
  object: KubeObject,
  owners: ReadonlyMap<string, KubeObject>,
): void {
  const { ownerReferences = [], namespace, name } = object.metadata;
  if (ownerReferences.length === 0) return;
  const living = ownerReferences.filter(({ uid }) => owners.has(uid));
  // A pod whose Job is gone has nobody who would count it.
  if (resource === pods && isTracked(object as Pod) && living.length === 0)
    controls.release(object as Pod, false);
  const goes = ownerReferences.every(({ uid }) => {
    const owner = owners.get(uid);
    return owner === undefined || isForeground(owner);
  });
  if (!goes || object.metadata.deletionTimestamp !== undefined) return;
  if (controls.store.find(resource, namespace, name)?.metadata.uid !== object.metadata.uid) return;
  controls.writes.remove(resource, namespace, name, { propagationPolicy: 'Background' });
}

const isForeground = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).includes('foregroundDeletion');

const dependents = (controls: Controls, owner: KubeObject) =>
  resources.flatMap((resource) =>
    [...controls.store.values(resource)].filter((object) =>
      object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
    ),
  );

function finishForeground(
  controls: Controls,
  resource: Resource,
  object: KubeObject,
  owners: ReadonlyMap<string, KubeObject>,
): void {
  if (owners.size === 0) return;
  const blocking = dependents(controls, object).filter(({ metadata }) =>
    metadata.ownerReferences?.some(
      ({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion === true,
    ),
  );
  if (blocking.length === 0) withoutFinalizer(controls, resource, object, 'foregroundDeletion');
}

function finishOrphan(
  controls: Controls,
  resource: Resource,
  object: KubeObject,
  owners: ReadonlyMap<string, KubeObject>,
  kinds: ReadonlyMap<string, Resource>,
): void {
  for (const dependent of owners.values()) {
    const kind = kinds.get(dependent.metadata.uid);
    const refers = dependent.metadata.ownerReferences?.some(
      ({ uid }) => uid === object.metadata.uid,
    );
    if (kind === undefined || refers !== true) continue;
    if (kind === pods && resource === jobs) controls.release(dependent as Pod, false);
    controls.store.update(kind, dependent, ({ metadata, ...present }) => {
      const { ownerReferences = [], ...others } = metadata;
      const left = ownerReferences.filter(({ uid }) => uid !== object.metadata.uid);
      const owned = left.length > 0 ? { ownerReferences: left } : {};
      return { ...present, metadata: { ...others, resourceVersion: '', ...owned } } as KubeObject;
    });
  }
  withoutFinalizer(controls, resource, object, 'orphan');
}

function withoutFinalizer(
  controls: Controls,
  resource: Resource,
  object: KubeObject,
  name: string,
): void {
  controls.store.update(resource, object, (present) => ({
    ...present,
    metadata: {
      ...present.metadata,
      resourceVersion: '',
      finalizers: (present.metadata.finalizers ?? []).filter((item) => item !== name),
    },
  }));
}

function emptyNamespace(controls: Controls, namespace: KubeObject): void {
  const inside = resources.flatMap((resource) =>
    resource.namespaced
      ? controls.store
          .list(resource, namespace.metadata.name)
          .map((object) => ({ resource, object }))
      : [],
  );
  for (const { resource, object } of inside)
    if (object.metadata.deletionTimestamp === undefined)
      controls.writes.remove(resource, object.metadata.namespace, object.metadata.name, {
        propagationPolicy: 'Background',
      });
  if (inside.length === 0) withoutFinalizer(controls, namespaces, namespace, 'kubernetes');
}

/** Pods of nodes that are gone end, as nobody else would say so. */
export function collectPodsWithoutNode(controls: Controls): void {
  for (const object of [...controls.store.values(pods)]) {
    const pod = object as Pod;
    const { nodeName } = pod.spec;
    if (nodeName === undefined || controls.store.find(nodes, undefined, nodeName) !== undefined)
      continue;
    markDisrupted(controls, pod, 'DeletionByPodGC', 'PodGC: node no longer exists', 'Failed');
    const { namespace, name } = pod.metadata;
    if (controls.store.find(pods, namespace, name) !== undefined)
      controls.writes.remove(pods, namespace, name, { gracePeriodSeconds: 0 });
  }
}
