import { parseJsonText } from '../values/parse-json.ts';
import { parseTyped } from '../values/parse-value.ts';
import type { Value, ValueKind } from '../values/value.ts';
import { kindOf, toDouble } from '../values/value-kind.ts';
import { nodeText, nodeValue, ResolvedScalar, type YamlNode } from './yaml-node.ts';

/**
 * The value of a node by its declared type, or undefined when it is none of that type. The text counts, not how YAML reads
 * it: `1e-5` is a double, `0.10` a string; only booleans and ints have further forms there, as `on` and `0x1F`.
 */
export const declaredValue = (node: YamlNode, type: ValueKind): Value | undefined => {
  if (type === 'json') return jsonValue(node);
  const text = nodeText(node);
  if (text === undefined) return undefined;
  if (node instanceof ResolvedScalar && type !== 'string') {
    const { value } = node;
    if (kindOf(value) === type) return value;
    if (type === 'double' && kindOf(value) === 'int') return toDouble(Number(value));
  }
  return parseTyped(text, type);
};

/** JSON text; what is not a string in YAML already is taken as it is. */
const jsonValue = (node: YamlNode): Value | undefined => {
  if (typeof node !== 'string') return nodeValue(node);
  try {
    return parseJsonText(node);
  } catch {
    return undefined;
  }
};
