import { isFields } from '../objects.ts';
import { ApiError, badRequest } from './api-error.ts';
import { fieldType } from './field-tree.ts';

/** RFC 7386: null takes away. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** RFC 6902. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations))
    throw badRequest('error decoding patch: a list of operations is expected');
  return (operations as Operation[]).reduce((document, operation) => {
    const { op, path, value, from } = operation;
    switch (op) {
      case 'test':
        if (JSON.stringify(at(document, path)) !== JSON.stringify(value))
          throw new ApiError(422, 'Invalid', `testing value ${path} failed: test failed`);
        return document;
      case 'add':
      case 'replace':
        return edit(document, path, (parent, key) => set(parent, key, value, op === 'add'));
      case 'remove':
        return edit(document, path, unset);
      case 'copy':
      case 'move': {
        const moved = at(document, from ?? '');
        const rest = op === 'move' ? edit(document, from ?? '', unset) : document;
        return edit(rest, path, (parent, key) => set(parent, key, moved, true));
      }
      default:
        throw badRequest(`Unexpected kind: ${op}`);
    }
  }, structuredClone(target));
}

const keysOf = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

const at = (document: unknown, path: string): unknown =>
  keysOf(path).reduce<unknown>(
    (part, key) => (part === undefined || part === null ? undefined : (part as never)[key]),
    document,
  );

function edit(
  document: unknown,
  path: string,
  change: (parent: object, key: string) => void,
): unknown {
  const keys = keysOf(path);
  const last = keys.pop();
  if (last === undefined) throw badRequest('cannot patch the whole document');
  const parent = keys.reduce<unknown>(
    (part, key) => (part === undefined || part === null ? undefined : (part as never)[key]),
    document,
  );
  if (typeof parent !== 'object' || parent === null)
    throw new ApiError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: doc is missing path: "${path}"`,
    );
  change(parent, last);
  return document;
}

function set(parent: object, key: string, value: unknown, insert: boolean): void {
  if (!Array.isArray(parent)) {
    (parent as { [key: string]: unknown })[key] = value;
    return;
  }
  const index = key === '-' ? parent.length : Number(key);
  parent.splice(index, insert ? 0 : 1, value);
}

function unset(parent: object, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (key in parent) delete (parent as { [key: string]: unknown })[key];
  else
    throw new ApiError(
      422,
      'Invalid',
      `remove operation does not apply: doc is missing key: ${key}`,
    );
}

/** Kubernetes' own patch: lists whose items have a key are merged by it. */
export function strategicPatch(kind: string, target: unknown, patch: unknown): unknown {
  return strategicObject(kind, target, patch);
}

function strategicObject(type: string, target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  if (patch.$patch === 'replace') return omit(patch, '$patch');
  const result: { [name: string]: unknown } = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    const [directive, list] = name.split('/', 2);
    if (directive === '$deleteFromPrimitiveList' && list !== undefined) {
      const gone = new Set(value as unknown[]);
      result[list] = ((result[list] as unknown[] | undefined) ?? []).filter(
        (item) => !gone.has(item),
      );
    } else if (name.startsWith('$')) continue;
    else if (value === null) delete result[name];
    else result[name] = strategicField(type, name, result[name], value);
  }
  return result;
}

function strategicField(type: string, name: string, target: unknown, value: unknown): unknown {
  const field = fieldType(type, name);
  if (Array.isArray(value) && field?.mergeKey !== undefined && Array.isArray(target))
    return field.mergeKey === ''
      ? [...target, ...value.filter((item) => !target.includes(item))]
      : mergeByKey(field.type, field.mergeKey, target, value);
  if (isFields(value)) return strategicObject(field?.map ? '' : (field?.type ?? ''), target, value);
  return Array.isArray(value)
    ? value.map((item) =>
        isFields(item) ? strategicObject(field?.type ?? '', undefined, item) : item,
      )
    : value;
}

function mergeByKey(type: string, key: string, target: unknown[], patch: unknown[]): unknown[] {
  const result = [...target];
  for (const item of patch) {
    if (!isFields(item)) continue;
    const index = result.findIndex((other) => isFields(other) && other[key] === item[key]);
    if (item.$patch === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index < 0) result.push(strategicObject(type, undefined, item));
    else result[index] = strategicObject(type, result[index], item);
  }
  return result;
}

function omit(object: { [name: string]: unknown }, name: string) {
  const { [name]: _, ...rest } = object;
  return rest;
}
