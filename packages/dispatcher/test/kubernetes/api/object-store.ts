import { randomUUID } from 'node:crypto';
import { apiTime, type KubeObject } from '../objects.ts';
import { alreadyExists, conflict, expired, notFound } from './api-error.ts';
import type { Resource } from './resources.ts';

/** What happened to an object, in order of `revision`. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly object: KubeObject;
  /** Before the change; a watch with a selector needs it. */
  readonly previous: KubeObject | undefined;
  readonly revision: number;
}

const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

/** How many changes a watch can go back. */
const remembered = 20_000;

/** All objects, with one revision that grows by each change. Objects in it are never altered, only replaced. */
export class ObjectStore {
  revision = 1;
  private readonly objects = new Map<Resource, Map<string, KubeObject>>();
  private history: Change[] = [];
  private oldest = 1;
  private readonly listeners = new Set<(change: Change) => void>();

  private of(resource: Resource): Map<string, KubeObject> {
    const known = this.objects.get(resource);
    if (known !== undefined) return known;
    const made = new Map<string, KubeObject>();
    this.objects.set(resource, made);
    return made;
  }

  find(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.of(resource).get(keyOf(namespace, name));
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubeObject {
    const object = this.find(resource, namespace, name);
    if (object === undefined) throw notFound(resource, name);
    return object;
  }

  /** By namespace and name, as etcd has them. */
  list(resource: Resource, namespace?: string): KubeObject[] {
    const all = [...this.of(resource).values()];
    const chosen =
      namespace === undefined
        ? all
        : all.filter((object) => object.metadata.namespace === namespace);
    return chosen.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }

  /** In no order. */
  values(resource: Resource): Iterable<KubeObject> {
    return this.of(resource).values();
  }

  create(resource: Resource, object: KubeObject): KubeObject {
    const { namespace, name } = object.metadata;
    if (this.find(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
    const made: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: object.metadata.uid || randomUUID(),
        creationTimestamp: apiTime(),
        generation: 1,
      },
    };
    return this.put(resource, made, undefined);
  }

  /** Replaces an object; one that is being deleted and has nothing left to wait for goes. */
  replace(resource: Resource, object: KubeObject): KubeObject {
    const { namespace, name, resourceVersion } = object.metadata;
    const previous = this.get(resource, namespace, name);
    if (resourceVersion && resourceVersion !== previous.metadata.resourceVersion)
      throw conflict(
        resource,
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    if (isGone(object)) return this.remove(resource, object);
    if (same(object, previous)) return previous;
    const specChanged = !sameJson(object.spec, previous.spec);
    const generation = (previous.metadata.generation ?? 1) + (specChanged ? 1 : 0);
    return this.put(
      resource,
      { ...object, metadata: { ...object.metadata, generation } },
      previous,
    );
  }

  /** Changes an object as `change` says, with what is there. */
  update<T extends KubeObject>(
    resource: Resource,
    object: T,
    change: (object: T) => T,
  ): KubeObject | undefined {
    const { namespace, name, uid } = object.metadata;
    const present = this.find(resource, namespace, name);
    if (present === undefined || present.metadata.uid !== uid) return undefined;
    return this.replace(resource, change(structuredClone(present) as T));
  }

  remove(resource: Resource, object: KubeObject): KubeObject {
    const { namespace, name } = object.metadata;
    const previous = this.get(resource, namespace, name);
    this.of(resource).delete(keyOf(namespace, name));
    return this.changed('DELETED', resource, object, previous);
  }

  private put(resource: Resource, object: KubeObject, previous: KubeObject | undefined) {
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    const { namespace, name } = object.metadata;
    const stored = this.stamped(object);
    this.of(resource).set(keyOf(namespace, name), stored);
    return this.changed(type, resource, stored, previous);
  }

  private stamped(object: KubeObject): KubeObject {
    const { finalizers = [], ownerReferences = [], ...rest } = object.metadata;
    const resourceVersion = String(this.revision + 1);
    // Lists of nothing are left out, as the real server leaves them out.
    const kept = {
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ...(ownerReferences.length > 0 ? { ownerReferences } : {}),
    };
    return { ...object, metadata: { ...rest, ...kept, resourceVersion } };
  }

  private changed(
    type: Change['type'],
    resource: Resource,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): KubeObject {
    const stamped = type === 'DELETED' ? this.stamped(object) : object;
    this.revision += 1;
    const change = { type, resource, object: stamped, previous, revision: this.revision };
    this.history.push(change);
    if (this.history.length > remembered * 2) this.forget(this.history.length - remembered);
    for (const listener of [...this.listeners]) listener(change);
    return stamped;
  }

  private forget(count: number): void {
    this.history = this.history.slice(count);
    this.oldest = this.history[0]?.revision ?? this.revision + 1;
  }

  /** From here on nobody can go back to an earlier revision. */
  compact(): void {
    this.revision += 1;
    this.history = [];
    this.oldest = this.revision + 1;
  }

  /** All changes after a revision; throws 410 when they are forgotten. */
  changesAfter(revision: number): Change[] {
    if (revision < this.oldest - 1)
      throw expired(`too old resource version: ${revision} (${this.oldest - 1})`);
    let from = this.history.length;
    while (from > 0 && (this.history[from - 1]?.revision ?? 0) > revision) from -= 1;
    return this.history.slice(from);
  }

  /** Tells of each change from now on, until the answer is called. */
  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const sortKey = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`;

const isGone = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).length === 0 &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0;

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const same = (object: KubeObject, previous: KubeObject) =>
  sameJson(
    { ...object, metadata: { ...object.metadata, resourceVersion: '' } },
    { ...previous, metadata: { ...previous.metadata, resourceVersion: '' } },
  );
