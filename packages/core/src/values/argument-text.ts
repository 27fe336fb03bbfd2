import { jsonText } from './json-text.ts';
import { isDouble, type Value } from './value.ts';

/**
 * A value as one word of a command line or as an environment variable: what `int()`, `float()` and `Number()` read back.
 * An integral double has no `.0`, other numbers have their shortest form, a list or map is compact JSON.
 *
 * @example argumentText(new Double(1)) // '1'
 * @example argumentText([1, 'a'])      // '[1,"a"]'
 */
export const argumentText = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (isDouble(value)) return String(value.value);
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'object' && value !== null ? jsonText(value) : String(value);
};
