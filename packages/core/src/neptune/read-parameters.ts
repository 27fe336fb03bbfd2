import { toParameters } from '../values/from-unknown.ts';
import { setOwn } from '../values/own-property.ts';
import type { Parameters, Value, ValueKind } from '../values/value.ts';
import { declaredValue } from './declared-value.ts';
import type { NodePath } from './locate.ts';
import { DECLARED_TYPES } from './neptune-file.ts';
import type { Report } from './node-problem.ts';
import {
  describeNode,
  isNothing,
  isYamlList,
  isYamlMap,
  nodeText,
  nodeValue,
  type YamlMap,
  type YamlNode,
} from './yaml-node.ts';

/** The parameters of either version: a list of declarations, or a map of values. */
export const readParameters = (node: YamlNode | undefined, report: Report): Parameters => {
  if (isNothing(node)) return {};
  if (isYamlList(node)) return readDeclarations(node, report);
  if (isYamlMap(node)) return readMap(node, report);
  const message = `expected a list or map of parameters, got ${describeNode(node)}`;
  report(['parameters'], { kind: 'value', message });
  return {};
};

type MutableParameters = { [name: string]: Value };

const readMap = (map: YamlMap, report: Report): Parameters => {
  const parameters: MutableParameters = {};
  for (const [name, item] of Object.entries(map)) {
    addParameter(parameters, name, nodeValue(item), ['parameters', name], report);
  }
  return parameters;
};

const readDeclarations = (list: readonly YamlNode[], report: Report): Parameters => {
  const parameters: MutableParameters = {};
  const names = new Set<string>();
  for (const [index, item] of list.entries()) {
    const at = ['parameters', index];
    const { name, value } = readDeclaration(item, at, report);
    if (name === undefined) continue;
    if (names.has(name)) {
      const message = `expected each parameter once, got ${JSON.stringify(name)} again`;
      report([...at, 'name'], { kind: 'conflict', message });
    } else if (value !== undefined) {
      addParameter(parameters, name, value, [...at, 'default'], report);
    }
    names.add(name);
  }
  return parameters;
};

/** What could be read of a declaration; the rest is reported. */
interface Declaration {
  readonly name?: string | undefined;
  readonly value?: Value | undefined;
}

const readDeclaration = (item: YamlNode, at: NodePath, report: Report): Declaration => {
  if (isYamlMap(item)) {
    return { name: readName(item, at, report), value: readDefault(item, at, report) };
  }
  const message = `expected a parameter with name, type and default, got ${describeNode(item)}`;
  report(at, { kind: 'value', message });
  return {};
};

const readName = ({ name }: YamlMap, at: NodePath, report: Report): string | undefined => {
  const text = name === undefined ? undefined : nodeText(name);
  if (text === undefined) {
    const message = `expected the parameter's name, got ${describeNode(name)}`;
    report([...at, 'name'], { kind: name === undefined ? 'missing' : 'value', message });
  }
  return text;
};

const readDefault = (item: YamlMap, at: NodePath, report: Report): Value | undefined => {
  const node = item.default;
  if (node === undefined) {
    report([...at, 'default'], {
      kind: 'missing',
      message: "expected the parameter's value as default, got nothing",
    });
    return undefined;
  }
  if (isNothing(item.type)) return nodeValue(node);
  const type = readType(item.type, at, report);
  if (type === undefined) return undefined;
  const value = declaredValue(node, type);
  if (value === undefined) {
    const expected = type === 'json' ? 'JSON text' : `${type === 'int' ? 'an' : 'a'} ${type}`;
    const message = `expected ${expected}, got ${describeNode(node)}`;
    report([...at, 'default'], { kind: 'value', message });
  }
  return value;
};

const OTHER_NAMES: ReadonlyMap<string, ValueKind> = new Map([
  ['bool', 'boolean'],
  ['integer', 'int'],
  ['float', 'double'],
  ['number', 'double'],
  ['str', 'string'],
  ['text', 'string'],
]);

const readType = (node: YamlNode, at: NodePath, report: Report): ValueKind | undefined => {
  const text = nodeText(node);
  const type = DECLARED_TYPES.find((declared) => declared === text);
  if (type === undefined) {
    const suggestion = OTHER_NAMES.get(text?.toLowerCase() ?? '');
    report([...at, 'type'], {
      kind: 'value',
      message: `expected one of ${DECLARED_TYPES.join(', ')}, got ${text ?? describeNode(node)}`,
      ...(suggestion !== undefined && { suggestion }),
    });
  }
  return type;
};

/** Adds a parameter if the value model can hold it: YAML also knows infinities in lists, and NUL in text. */
const addParameter = (
  parameters: MutableParameters,
  name: string,
  value: Value,
  at: NodePath,
  report: Report,
): void => {
  const result = toParameters({ [name]: value }, 'parameters');
  if (result.ok) {
    setOwn(parameters, name, result.value[name] as Value);
  } else {
    for (const problem of result.problems) report(at, problem);
  }
};
