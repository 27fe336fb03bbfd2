import { type Fields, isFields, type KubeObject, type Pod } from '../objects.ts';
import { ApiError, badRequest, invalid, notFound } from './api-error.ts';
import { applyPatch } from './apply-patch.ts';
import { markDisrupted } from './mark-disrupted.ts';
import type { ObjectLists } from './object-lists.ts';
import { selection } from './object-lists.ts';
import { jsonPatch, mergePatch, strategicPatch } from './patches.ts';
import { type FieldValidation, readObject } from './request-body.ts';
import type { Target } from './request-target.ts';
import type { DeleteOptions, Writes } from './writes.ts';

/** One request for objects. */
export interface ObjectRequest {
  readonly method: string;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  readonly warn: (text: string) => void;
}

export interface Answer {
  readonly code: number;
  readonly body: object;
}

const methodNotAllowed = () =>
  new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );

/** Answers everything but watches, logs and exec. */
export function answerObjects(ask: ObjectRequest, writes: Writes, lists: ObjectLists): Answer {
  const { method, target, query } = ask;
  const { resource, namespace, name } = target;
  switch (method) {
    case 'GET':
      if (name === undefined) return { code: 200, body: lists.list(target, query) };
      return { code: 200, body: writes.store.get(resource, namespace, name) };
    case 'POST':
      return name === undefined ? create(ask, writes) : postPart(ask, writes);
    case 'PUT':
      return put(ask, writes);
    case 'PATCH':
      return patch(ask, writes);
    case 'DELETE':
      return name === undefined ? removeAll(ask, writes) : remove(ask, writes, name);
    default:
      throw methodNotAllowed();
  }
}

function isDryRun({ query }: ObjectRequest): boolean {
  const text = query.get('dryRun');
  if (text !== null && text !== 'All')
    throw new ApiError(422, 'Invalid', `Invalid value: "${text}": supported values: "All"`);
  return text === 'All';
}

const reading = (ask: ObjectRequest, value: unknown): KubeObject =>
  readObject(
    ask.target.resource,
    value,
    (ask.query.get('fieldValidation') ?? 'Warn') as FieldValidation,
    ask.warn,
  );

function create(ask: ObjectRequest, writes: Writes): Answer {
  const object = reading(ask, ask.body);
  const { resource, namespace } = ask.target;
  return { code: 201, body: writes.create(resource, object, namespace, isDryRun(ask)) };
}

/** Binding and eviction of a pod. */
function postPart({ target, body }: ObjectRequest, writes: Writes): Answer {
  const { resource, namespace, name = '', subresource } = target;
  const pod = writes.store.get(resource, namespace, name) as Pod;
  if (subresource === 'binding') {
    const nodeName = ((body as Fields).target as { name: string }).name;
    writes.store.replace(resource, { ...pod, spec: { ...pod.spec, nodeName } });
  } else if (subresource === 'eviction') {
    const { deleteOptions } = body as { deleteOptions?: DeleteOptions };
    markDisrupted(writes, pod, 'EvictionByEvictionAPI', 'Eviction API: evicting');
    writes.remove(resource, namespace, name, deleteOptions ?? {});
  } else throw methodNotAllowed();
  return {
    code: 201,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
  };
}

const partOf = ({ target }: ObjectRequest): '' | 'status' => {
  if (target.subresource === undefined || target.subresource === 'finalize') return '';
  if (target.subresource === 'status') return 'status';
  throw methodNotAllowed();
};

function put(ask: ObjectRequest, writes: Writes): Answer {
  const { resource, namespace, name = '' } = ask.target;
  const object = reading(ask, ask.body);
  if (object.metadata.name && object.metadata.name !== name)
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
    );
  const placed = {
    ...object,
    metadata: { ...object.metadata, name, ...(namespace ? { namespace } : {}) },
  };
  return { code: 200, body: writes.replace(resource, placed, partOf(ask), isDryRun(ask)) };
}

function patch(ask: ObjectRequest, writes: Writes): Answer {
  const { resource, namespace, name = '' } = ask.target;
  const present = writes.store.find(resource, namespace, name);
  const dryRun = isDryRun(ask);
  if (ask.contentType.startsWith('application/apply-patch')) {
    const manager = ask.query.get('fieldManager');
    if (!manager)
      throw badRequest(
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    const given = reading(ask, ask.body);
    const next = applyPatch(resource.kind, present, given, manager);
    const named = { ...next, metadata: { ...next.metadata, name } };
    if (present === undefined)
      return { code: 201, body: writes.create(resource, named, namespace, dryRun) };
    return { code: 200, body: writes.replace(resource, named, partOf(ask), dryRun) };
  }
  if (present === undefined) throw notFound(resource, name);
  const next = strictly(ask, present);
  const { resourceVersion } = present.metadata;
  const meta = {
    ...next.metadata,
    resourceVersion: next.metadata.resourceVersion ?? resourceVersion,
  };
  return {
    code: 200,
    body: writes.replace(resource, { ...next, metadata: meta }, partOf(ask), dryRun),
  };
}

/** Reads what a patch makes of an object; fields that nobody knows are another kind of refusal than in whole objects. */
function strictly(ask: ObjectRequest, present: KubeObject): KubeObject {
  const { resource, name = '' } = ask.target;
  try {
    return reading(ask, patched(ask, present));
  } catch (error) {
    const [text] = /strict decoding error: .*/.exec((error as Error).message) ?? [];
    if (text === undefined) throw error;
    const message = `Invalid value: ${JSON.stringify(ask.body)}: ${text}`;
    throw invalid(resource, name, [{ reason: 'FieldValueInvalid', field: 'patch', message }]);
  }
}

function patched({ contentType, body, target }: ObjectRequest, present: KubeObject): unknown {
  const target_ = structuredClone(present);
  if (contentType.startsWith('application/json-patch+json')) return jsonPatch(target_, body);
  if (!isFields(body)) throw badRequest('error decoding patch: an object is expected');
  if (contentType.startsWith('application/merge-patch+json')) return mergePatch(target_, body);
  if (contentType.startsWith('application/strategic-merge-patch+json'))
    return strategicPatch(target.resource.kind, target_, body);
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
  );
}

function deleteOptions(ask: ObjectRequest): DeleteOptions {
  const grace = ask.query.get('gracePeriodSeconds');
  const policy = ask.query.get('propagationPolicy');
  const given = isFields(ask.body)
    ? (ask.body as DeleteOptions & { orphanDependents?: boolean; dryRun?: unknown })
    : {};
  return {
    ...given,
    ...(given.orphanDependents === false && given.propagationPolicy === undefined
      ? { propagationPolicy: 'Background' as const }
      : {}),
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy as 'Foreground' }),
    dryRun: isDryRun(ask) || (Array.isArray(given.dryRun) && given.dryRun.includes('All')),
  };
}

function remove(ask: ObjectRequest, writes: Writes, name: string): Answer {
  const { resource, namespace } = ask.target;
  const options = deleteOptions(ask);
  const object = writes.remove(resource, namespace, name, options);
  const waits = (object.metadata.finalizers ?? []).length > 0;
  // As the real server: pods and what waits for its finalizers come back as objects, others as a Status.
  if (waits || resource.plural === 'pods') return { code: 200, body: object };
  const { uid } = object.metadata;
  const details = {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid,
  };
  return {
    code: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
  };
}

function removeAll(ask: ObjectRequest, writes: Writes): Answer {
  const { resource, namespace } = ask.target;
  const selected = selection(ask.target, ask.query);
  const found = writes.store.list(resource, namespace).filter(selected);
  const items = found.map(({ metadata }) =>
    writes.remove(resource, metadata.namespace, metadata.name, deleteOptions(ask)),
  );
  return {
    code: 200,
    body: {
      kind: `${resource.kind}List`,
      apiVersion: 'v1',
      metadata: { resourceVersion: String(writes.store.revision) },
      items,
    },
  };
}
