import { stringify } from 'yaml';

/** A value on one line, quoted where a reader of YAML 1.1 or 1.2 would take it for something else. */
export const inlineText = (value: unknown): string =>
  // The lines of a text inside of a list or map are written so by the package itself.
  typeof value === 'string' && /[\n\r]/.test(value) ? JSON.stringify(value) : flowText(value);

const flowText = (value: unknown): string =>
  stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
    blockQuote: false,
    compat: 'yaml-1.1',
  }).trimEnd();

/** An entry of a block map as lines without their indentation: maps below each other, everything else inline. */
export const entryLines = (key: string, value: unknown): readonly string[] => {
  const name = inlineText(key);
  if (!isFilledMap(value)) return [value === null ? `${name}:` : `${name}: ${inlineText(value)}`];
  const inner = Object.entries(value).flatMap(([inside, below]) => entryLines(inside, below));
  return [`${name}:`, ...inner.map((line) => `  ${line}`)];
};

const isFilledMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0;
