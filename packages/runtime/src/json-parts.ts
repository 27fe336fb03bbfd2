import { indexPath, keyPath, publicValue } from '@mrunner/core/values';

/** A part of a value that JSON can't hold. */
export interface DroppedPart {
  /** Such as `history[3].model`; empty for the whole. */
  readonly path: string;
  /** Such as `a function`. */
  readonly what: string;
}

/**
 * The parts of a value that JSON can hold, ready for `JSON.stringify`, and those it can't. Numbers that are not finite become
 * text, big integers digits, typed arrays lists; what has a `toJSON`, such as a Date, is what that gives. Inside of a list
 * null takes the place of what is dropped, so that the others keep theirs.
 */
export const jsonPartsOf = (
  input: unknown,
): { readonly value: unknown; readonly dropped: readonly DroppedPart[] } => {
  const dropped: DroppedPart[] = [];
  const parents = new Set<object>();

  const drop = (path: string, what: string): undefined => {
    dropped.push({ path, what });
    return undefined;
  };

  const convert = (value: unknown, path: string): unknown => {
    switch (typeof value) {
      case 'undefined':
      case 'string':
      case 'boolean':
        return value;
      case 'number':
      case 'bigint':
        return publicValue(value);
      case 'object':
        return value === null ? null : convertObject(value, path);
      default:
        return drop(path, `a ${typeof value}`);
    }
  };

  const convertObject = (value: object, path: string): unknown => {
    if (parents.has(value)) return drop(path, 'a part of itself');
    parents.add(value);
    try {
      if ('toJSON' in value && typeof value.toJSON === 'function') {
        return convert(value.toJSON(), path);
      }
      if (Array.isArray(value)) return convertList(value, path);
      if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
        return convertList(Array.from(value as unknown as ArrayLike<unknown>), path);
      }
      if (hasHiddenContent(value)) return drop(path, withArticle(value.constructor.name));
      return convertMap(value, path);
    } finally {
      parents.delete(value);
    }
  };

  const convertList = (list: readonly unknown[], path: string): unknown =>
    Array.from(list, (item, index) => convert(item, indexPath(path, index)) ?? null);

  const convertMap = (map: object, path: string): unknown => {
    const entries = Object.entries(map).flatMap(([key, part]) => {
      const converted = convert(part, keyPath(path, key));
      return converted === undefined ? [] : [[key, converted]];
    });
    return Object.fromEntries(entries);
  };

  return { value: convert(input, ''), dropped };
};

const withArticle = (name: string): string => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;

/** Objects that JSON would write as `{}`, without a word. */
const hasHiddenContent = (value: object): boolean =>
  [Map, Set, WeakMap, WeakSet, Promise, RegExp, Error, ArrayBuffer, DataView].some(
    (kind) => value instanceof kind,
  );
