import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFields } from '../objects.ts';

/**
 * The fields of what the server checks, by the names of the API's types: `"string"`, `"int32"`, `"Container[]/name"` (a list whose
 * items are told apart by `name`; `[]/` a set), `"string{}"` (a map). Facts of the published API, release 1.35.
 */
type Tree = { readonly [type: string]: { readonly [field: string]: string } };

const tree = JSON.parse(readFileSync(join(import.meta.dirname, 'field-tree.json'), 'utf8')) as Tree;

export interface FieldType {
  readonly list: boolean;
  readonly map: boolean;
  /** Of the items; '' for lists of simple values. */
  readonly mergeKey: string | undefined;
  readonly type: string;
}

/** Whether the server knows all fields of a kind. */
export const isDescribed = (kind: string): boolean => tree[kind] !== undefined;

export function fieldType(type: string, field: string): FieldType | undefined {
  const text = tree[type]?.[field];
  if (text === undefined) return undefined;
  const [, name = '', suffix] = /^([\w-]+)(\[\]|\{\})?/.exec(text) ?? [];
  const slash = text.indexOf('/');
  return {
    list: suffix === '[]',
    map: suffix === '{}',
    mergeKey: slash < 0 ? undefined : text.slice(slash + 1),
    type: name,
  };
}

/** What reading an object found. */
export interface Reading {
  readonly unknown: string[];
  /** The first field of a wrong type, in the server's words. */
  wrong: string | undefined;
}

/** The object with only the fields that are known. */
export function readFields(kind: string, value: unknown, reading: Reading): unknown {
  return readType(kind, value, '', kind, reading);
}

function readType(
  type: string,
  value: unknown,
  path: string,
  owner: string,
  reading: Reading,
): unknown {
  if (value === null || value === undefined) return value;
  if (tree[type] === undefined) return readSimple(type, value, path, owner, reading);
  if (!isFields(value)) return mismatch(value, path, owner, type, reading);
  const known = Object.entries(value).flatMap(([field, part]) => {
    const at = path === '' ? field : `${path}.${field}`;
    const kind = fieldType(type, field);
    if (kind === undefined) {
      reading.unknown.push(at);
      return [];
    }
    return [[field, readField(kind, part, at, type, reading)] as const];
  });
  return Object.fromEntries(known);
}

function readField(
  kind: FieldType,
  value: unknown,
  path: string,
  owner: string,
  reading: Reading,
): unknown {
  if (value === null) return value;
  if (kind.list) {
    if (!Array.isArray(value)) return mismatch(value, path, owner, `[]${kind.type}`, reading);
    return value.map((item, n) => readType(kind.type, item, `${path}[${n}]`, owner, reading));
  }
  if (!kind.map) return readType(kind.type, value, path, owner, reading);
  if (!isFields(value)) return mismatch(value, path, owner, `map[string]${kind.type}`, reading);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      readType(kind.type, part, `${path}.${name}`, owner, reading),
    ]),
  );
}

function readSimple(
  type: string,
  value: unknown,
  path: string,
  owner: string,
  reading: Reading,
): unknown {
  if (!isSimple(type, value)) return mismatch(value, path, owner, goType(type), reading);
  return type === 'quantity' ? String(value) : value;
}

function isSimple(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
      return Number.isInteger(value);
    case 'number':
    case 'double':
      return typeof value === 'number';
    case 'quantity':
    case 'int-or-string':
      return typeof value === 'string' || typeof value === 'number';
    default:
      return true;
  }
}

const goType = (type: string): string =>
  ({ boolean: 'bool', bytes: '[]uint8', number: 'float64' })[type] ?? type;

function mismatch(
  value: unknown,
  path: string,
  owner: string,
  wanted: string,
  reading: Reading,
): unknown {
  const plain = path.replace(/\[\d+\]/g, '');
  const got = Array.isArray(value) ? 'array' : value === null ? 'null' : jsonType(value);
  reading.wrong ??= `json: cannot unmarshal ${got} into Go struct field ${owner}.${plain} of type ${wanted}`;
  return value;
}

const jsonType = (value: unknown): string => {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`;
  return typeof value;
};
