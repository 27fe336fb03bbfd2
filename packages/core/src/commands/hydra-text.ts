import { argumentText } from '../values/argument-text.ts';
import { isDouble, type Value } from '../values/value.ts';
import { isList, isMap } from '../values/value-kind.ts';

/**
 * A value in the grammar of Hydra's overrides, so that `a.b=V` gives the program this very value: strings that could be
 * read as something else are quoted, and `${…}` in them is text, no interpolation.
 *
 * @example hydraText(['a b', 'adam', null, 0.1]) // "['a b',adam,null,0.1]"
 */
export const hydraText = (value: Value): string => {
  if (typeof value === 'string') return stringText(value);
  if (isList(value)) return `[${value.map(hydraText).join(',')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      ([key, entry]) => `${keyText(key)}:${hydraText(entry)}`,
    );
    return `{${entries.join(',')}}`;
  }
  return infinityText(isDouble(value) ? value.value : value) ?? argumentText(value);
};

/** Whether a dotted name can stand before the `=` of an override; `+a.b`, `db/optimizer` and `db@backup` can too. */
export const isHydraName = (name: string): boolean => overrideName.test(name);

/** Whether the key of a map inside a list stays this text: Hydra cannot quote keys, and reads `1` and `true` by their kind. */
export const isHydraKey = (key: string): boolean => keyCharacters.test(key) && !notText.test(key);

const part = '[A-Za-z_$][\\w$-]*';
const dotted = `${part}(?:\\.(?:${part}|0|[1-9]\\d*))*`;
const group = '[A-Za-z_][\\w-]*(?:/[A-Za-z_][\\w-]*)+';
const overrideName = new RegExp(`^\\+{0,2}(?:${dotted}|${group})(?:@(?:${dotted})?)?$`);

const keyCharacters = /^[\w/\-\\+.$%*@?|()[\]{}:=, \t]+$/;
const notText = /^(?:[+-]?(?:[\d._]+(?:e[+-]?[\d_]+)?|inf|nan)|true|false|null)$/i;
const bareText = /^\/?[A-Za-z_][\w./-]*$/;

const keyText = (key: string): string => key.replace(/[\\()[\]{}:=, \t]/g, '\\$&');

const stringText = (text: string): string =>
  bareText.test(text) && !notText.test(text) ? text : quoted(withoutInterpolation(text));

/** In quotes, a backslash means itself except before a quote, where it and the quote need one more each. */
const quoted = (text: string): string =>
  `'${text.replace(/(\\*)('|$)/g, (_, slashes: string, quote: string) => `${slashes}${slashes}${quote && "\\'"}`)}'`;

/** OmegaConf, which Hydra hands strings to, treats backslashes before `${` in the same way. */
const withoutInterpolation = (text: string): string => text.replace(/(\\*)\$\{/g, '$1$1\\${');

// Hydra's floats are Python's except for the long spelling of infinity.
const infinityText = (value: Value): string | undefined => {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return value === Number.NEGATIVE_INFINITY ? '-inf' : undefined;
};
