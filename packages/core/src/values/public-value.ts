import { setOwn } from './own-property.ts';
import { rawJson } from './raw-json.ts';
import { isDouble, type Value } from './value.ts';
import { isList } from './value-kind.ts';

/**
 * The value as `--json` shows it, for `JSON.stringify`: any JSON reader understands it, and only the difference between
 * `1` and `1.0` is lost. NaN and the infinities are the strings `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export const publicValue = (value: Value): unknown => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return rawJson(String(value));
    case 'object':
      return value === null ? null : publicObject(value);
    default:
      return value;
  }
};

const publicObject = (value: Value & object): unknown => {
  if (isDouble(value)) return value.value;
  if (isList(value)) return value.map(publicValue);
  const map: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) setOwn(map, key, publicValue(value[key] as Value));
  return map;
};
