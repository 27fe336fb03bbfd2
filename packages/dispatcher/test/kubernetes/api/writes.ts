import { randomInt, randomUUID } from 'node:crypto';
import { apiTime, type Job, type KubeObject, type ObjectMeta, type Pod } from '../objects.ts';
import { isEnded } from '../pod-requests.ts';
import { ApiError, alreadyExists, type Cause, forbidden, invalid, notFound } from './api-error.ts';
import { withDefaults, withJobSelector, withTolerations } from './defaults.ts';
import type { ObjectStore } from './object-store.ts';
import { checkPodSecurity } from './pod-security.ts';
import { checkQuota } from './quota.ts';
import { apiVersionOf, jobs, namespaces, pods, type Resource, resources } from './resources.ts';
import { validationCauses } from './validate.ts';
import { immutableCauses } from './validate-update.ts';

/** How an object is to be deleted. */
export interface DeleteOptions {
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/** Everything that changes objects, with the checks of the real server; used by requests and by controllers. */
export class Writes {
  readonly store: ObjectStore;
  /** What webhooks make of objects that are about to be created. */
  readonly mutations: ((resource: Resource, object: KubeObject) => KubeObject)[] = [];

  private readonly tolerationSeconds: number;

  constructor(store: ObjectStore, tolerationSeconds: number) {
    this.store = store;
    this.tolerationSeconds = tolerationSeconds;
  }

  create(resource: Resource, given: KubeObject, namespace?: string, dryRun = false): KubeObject {
    const defaulted = this.mutations.reduce(
      (object, mutate) => mutate(resource, object),
      withDefaults(resource, this.named(resource, given, namespace)),
    );
    const object =
      resource === pods ? withTolerations(defaulted as Pod, this.tolerationSeconds) : defaulted;
    const checked = resource === jobs ? withJobSelector(withUid(object) as Job) : object;
    this.checkNamespace(resource, checked);
    refuse(resource, checked, validationCauses(resource, checked));
    if (this.store.find(resource, checked.metadata.namespace, checked.metadata.name) !== undefined)
      throw alreadyExists(resource, checked.metadata.name);
    checkPodSecurity(this.store, resource, checked);
    checkQuota(this.store, resource, checked, resources);
    if (dryRun)
      return {
        ...checked,
        metadata: {
          ...checked.metadata,
          uid: checked.metadata.uid || randomUUID(),
          creationTimestamp: apiTime(),
        },
      };
    return this.store.create(resource, checked);
  }

  private named(resource: Resource, given: KubeObject, namespace: string | undefined): KubeObject {
    const { metadata } = given;
    const { generateName } = metadata;
    const name =
      metadata.name || (generateName ? `${generateName.slice(0, 58)}${randomLetters(5)}` : '');
    if (name === '')
      throw invalid(resource, '', [
        {
          reason: 'FieldValueRequired',
          field: 'metadata.name',
          message: 'Required value: name or generateName is required',
        },
      ]);
    if (metadata.namespace && namespace && metadata.namespace !== namespace)
      throw new ApiError(
        400,
        'BadRequest',
        `the namespace of the provided object does not match the namespace sent on the request`,
      );
    const { resourceVersion, uid, deletionTimestamp, deletionGracePeriodSeconds, ...rest } =
      metadata;
    if (resourceVersion)
      throw new ApiError(
        400,
        'BadRequest',
        'resourceVersion should not be set on objects to be created',
      );
    const meta = { ...rest, name, ...(namespace === undefined ? {} : { namespace }) } as ObjectMeta;
    return { ...given, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: meta };
  }

  private checkNamespace(resource: Resource, { metadata }: KubeObject): void {
    if (!resource.namespaced) return;
    const namespace = this.store.find(namespaces, undefined, metadata.namespace ?? '');
    if (namespace === undefined) throw notFound(namespaces, metadata.namespace ?? '');
    if (namespace.metadata.deletionTimestamp !== undefined)
      throw forbidden(
        resource,
        metadata.name,
        `unable to create new content in namespace ${metadata.namespace} because it is being terminated`,
      );
  }

  /** Replaces an object, but for what only the server or another part of the resource may set. */
  replace(
    resource: Resource,
    object: KubeObject,
    part: '' | 'status' = '',
    dryRun = false,
  ): KubeObject {
    const { namespace, name, uid } = object.metadata;
    const previous = this.store.get(resource, namespace, name);
    if (uid && uid !== previous.metadata.uid)
      throw invalid(resource, name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.uid',
          message: `Invalid value: "${uid}": field is immutable`,
        },
      ]);
    const next = combined(resource, previous, object, part);
    refuse(resource, next, [
      ...(part === 'status' ? [] : validationCauses(resource, next)),
      ...immutableCauses(resource, next, previous),
    ]);
    return dryRun ? next : this.store.replace(resource, next);
  }

  remove(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubeObject {
    const object = this.store.get(resource, namespace, name);
    checkPreconditions(resource, object, options);
    if (options.dryRun) return object;
    const marked = markedForDeletion(resource, object, options);
    const { finalizers = [], deletionGracePeriodSeconds = 0 } = marked.metadata;
    if (finalizers.length === 0 && deletionGracePeriodSeconds === 0)
      return this.store.remove(resource, marked);
    return this.store.replace(resource, marked);
  }
}

function checkPreconditions(
  resource: Resource,
  { metadata }: KubeObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid)
    throw recreated(resource, metadata, 'UID', uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw recreated(
      resource,
      metadata,
      'ResourceVersion',
      resourceVersion,
      metadata.resourceVersion,
    );
}

const recreated = (
  { kind, group }: Resource,
  { name }: ObjectMeta,
  what: string,
  wanted: string,
  is: string,
) =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${kind}${group === '' ? '' : `.${group}`} "${name}": the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is}). The object might have been deleted and then recreated`,
    { name, ...(group === '' ? {} : { group }), kind },
  );

function markedForDeletion(
  resource: Resource,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject {
  const { metadata } = object;
  const grace = resource === pods ? podGrace(object as Pod, options) : 0;
  const policy = options.propagationPolicy ?? (resource === jobs ? 'Orphan' : 'Background');
  const added =
    policy === 'Foreground'
      ? ['foregroundDeletion']
      : policy === 'Orphan' && resource === jobs
        ? ['orphan']
        : [];
  const began = metadata.deletionTimestamp !== undefined;
  const finalizers = [...new Set([...(metadata.finalizers ?? []), ...added])];
  const shorter = Math.min(grace, metadata.deletionGracePeriodSeconds ?? grace);
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp:
        began && shorter === metadata.deletionGracePeriodSeconds
          ? (metadata.deletionTimestamp ?? '')
          : apiTime(Date.now() + shorter * 1000),
      deletionGracePeriodSeconds: shorter,
    },
  };
}

/** A pod that no node has, or that has ended, goes at once. */
function podGrace(pod: Pod, { gracePeriodSeconds }: DeleteOptions): number {
  if (pod.spec.nodeName === undefined || isEnded(pod)) return 0;
  return gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}

function combined(
  resource: Resource,
  previous: KubeObject,
  given: KubeObject,
  part: '' | 'status',
): KubeObject {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } =
    previous.metadata;
  const kept = {
    uid,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
  const metadata = { ...given.metadata, ...kept };
  if (part === 'status') {
    const { resourceVersion } = given.metadata;
    return {
      ...previous,
      metadata: { ...previous.metadata, resourceVersion: resourceVersion ?? '' },
      ...(given.status === undefined ? {} : { status: given.status }),
    };
  }
  const status = resource.subresources.includes('status') ? previous.status : given.status;
  const { status: _, ...rest } = given;
  return {
    ...rest,
    apiVersion: previous.apiVersion,
    kind: previous.kind,
    metadata,
    ...(status === undefined ? {} : { status }),
  };
}

const withUid = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, uid: randomUUID() },
});

function refuse(resource: Resource, object: KubeObject, causes: readonly Cause[]): void {
  if (causes.length > 0) throw invalid(resource, object.metadata.name, causes);
}

/** The letters that generated names end with. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

const randomLetters = (count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');
