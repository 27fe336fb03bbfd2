import { yamlDouble } from '../neptune/yaml-double.ts';
import { jsonText } from '../values/json-text.ts';
import { isDouble, type Value } from '../values/value.ts';
import { kindOf } from '../values/value-kind.ts';

/**
 * A value as Python's `str` writes it, for what the old tools formatted into texts: variables of the environment, tags.
 * Lists and maps are JSON.
 *
 * @example pythonText(true) // 'True'
 * @example pythonText(new Double(1)) // '1.0'
 */
export const pythonText = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  switch (kindOf(value)) {
    case 'int':
      return String(value);
    case 'double':
      return pythonDouble(isDouble(value) ? value.value : Number(value));
    default:
      return jsonText(value);
  }
};

/** YAML's double is Python's, but for names of what is no number and for mantissas, which in YAML always have a point. */
const pythonDouble = (input: number): string =>
  yamlDouble(input)
    .replace(/^(-?)\./, '$1')
    .replace('.0e', 'e');
