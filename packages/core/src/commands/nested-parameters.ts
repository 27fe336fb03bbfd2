import type { Parameters, Value } from '../values/value.ts';
import { isMap } from '../values/value-kind.ts';

/** A parameter with no further names below it (a scalar, a list or an empty map) under its dotted name, such as `a.b`. */
export type Leaf = readonly [name: string, value: Value];

/** All leaves in the order of the parameters. A map's entries are named by the map's name, a dot and their key. */
export const leavesOf = (parameters: Parameters): Leaf[] =>
  Object.entries(parameters).flatMap(([name, value]) => leavesUnder(name, value));

/** The leaves of the value that goes by this name. */
export const leavesUnder = (name: string, value: Value): Leaf[] =>
  isMap(value) && Object.keys(value).length > 0
    ? leavesOf(value).map(([inner, leaf]) => [`${name}.${inner}`, leaf])
    : [[name, value]];

/** Every name that `lookUp` finds: of leaves, and of the maps above them. */
export const namesOf = (parameters: Parameters): string[] =>
  Object.entries(parameters).flatMap(([name, value]) => [
    name,
    ...(isMap(value) ? namesOf(value).map((inner) => `${name}.${inner}`) : []),
  ]);

/** The value of a dotted name: of the key of that very name if there is one, else of the path into maps. */
export const lookUp = (parameters: Parameters, name: string): Value | undefined => {
  if (Object.hasOwn(parameters, name)) return parameters[name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const outer = name.slice(0, dot);
    const map = Object.hasOwn(parameters, outer) ? parameters[outer] : undefined;
    if (map === undefined || !isMap(map)) continue;
    const found = lookUp(map, name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
};
