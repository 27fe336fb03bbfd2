import { isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { documentOf, reach } from './document.ts';
import type { YamlChange } from './yaml-change.ts';
import { entryLines, inlineText } from './yaml-text.ts';

/**
 * Changes nothing but the piece of the text that the change is about. Whoever calls compares what came out with what
 * was meant: in odd corners of YAML it may be something else, or undefined.
 */
export const spliced = (text: string, change: YamlChange): string | undefined => {
  const reached = reach(documentOf(text), change.path);
  const { map, pair, left } = reached;
  if (change.value === undefined) {
    return left.length > 0 || map === undefined || pair === undefined
      ? undefined
      : removed(text, map, pair);
  }
  if (left.length === 0 && pair !== undefined) return replaced(text, pair, change.value);
  const [key = '', ...rest] = left;
  const value = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), change.value);
  const isInMap = map !== undefined && (pair === undefined || pair.value === map);
  if (isInMap && map.items.length > 0) return added(text, map, key, value);
  if (pair !== undefined) return filled(text, pair, key, value);
  return appended(text, entryLines(key, value), '');
};

const startOf = (node: unknown): number => (node as Node).range?.[0] ?? 0;

/** Behind the last character of a pair; behind its line where its value is a block. */
const endOf = ({ key, value }: Pair): number =>
  (value as Node | null)?.range?.[1] ?? (key as Node).range?.[1] ?? 0;

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The start of the line behind a place, or the end of the text. */
const nextLine = (text: string, at: number): number => {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
};

const cut = (text: string, start: number, end: number, instead = ''): string =>
  text.slice(0, start) + instead + text.slice(end);

const isFlow = (node: unknown): boolean => isCollection(node) && node.flow === true;

const removed = (text: string, map: YAMLMap, pair: Pair): string | undefined => {
  const at = map.items.indexOf(pair);
  const start = startOf(pair.key);
  if (isFlow(map)) {
    const next = map.items[at + 1];
    if (next !== undefined) return cut(text, start, startOf(next.key));
    const before = map.items[at - 1];
    return cut(text, before === undefined ? start : endOf(before), endOf(pair));
  }
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() !== '') return undefined;
  return cut(text, line, nextLine(text, endOf(pair)));
};

const replaced = (text: string, { key, value }: Pair, by: unknown): string | undefined => {
  const [start = 0, end = start] = (value as Node | null)?.range ?? [];
  if (value === null || start === end) {
    const colon = text.indexOf(':', (key as Node).range?.[1] ?? 0);
    return colon === -1 ? undefined : cut(text, colon + 1, colon + 1, ` ${inlineText(by)}`);
  }
  if (isSeq(value) && !isFlow(value) && Array.isArray(by)) {
    return by.length === 0 ? undefined : cut(text, start, end, blockItems(text, value.items, by));
  }
  if (isCollection(value) && !isFlow(value)) return undefined;
  const tail = text[end - 1] === '\n' ? newlineOf(text) : '';
  return cut(text, start, end, inQuotesOf(value, by) + tail);
};

/** A text in the quotes that the one before had. */
const inQuotesOf = (old: unknown, by: unknown): string => {
  const quotes = isScalar(old) && typeof by === 'string' ? old.type : undefined;
  if (quotes === 'QUOTE_DOUBLE') return JSON.stringify(by);
  const isOneLine = !/[\n\r]/.test(String(by));
  return quotes === 'QUOTE_SINGLE' && isOneLine
    ? `'${String(by).replaceAll("'", "''")}'`
    : inlineText(by);
};

/** Items that stay keep how they are written, and the comments behind them. */
const blockItems = (text: string, items: readonly unknown[], by: readonly unknown[]): string => {
  const first = text.lastIndexOf('-', startOf(items[0]));
  const indent = ' '.repeat(first - lineStart(text, first));
  const lineOf = (value: unknown): string => {
    const old = items.find((item) => isScalar(item) && item.value === value);
    if (old === undefined) return inlineText(value);
    return text.slice(startOf(old), nextLine(text, startOf(old))).trimEnd();
  };
  return by
    .map((value, i) => `${i === 0 ? '' : indent}- ${lineOf(value)}${newlineOf(text)}`)
    .join('');
};

const added = (text: string, map: YAMLMap, key: string, value: unknown): string | undefined => {
  const last = map.items.at(-1);
  if (last === undefined) return undefined;
  if (isFlow(map)) {
    const end = endOf(last);
    // JSON stays JSON.
    const isQuoted = isScalar(last.key) && last.key.type === 'QUOTE_DOUBLE';
    const entry = isQuoted
      ? `${JSON.stringify(key)}: ${JSON.stringify(value)}`
      : `${inlineText(key)}: ${inlineText(value)}`;
    return cut(text, end, end, `, ${entry}`);
  }
  const start = startOf(map.items[0]?.key);
  const indent = text.slice(lineStart(text, start), start);
  if (indent.trim() !== '') return undefined;
  return withLines(text, nextLine(text, endOf(last)), entryLines(key, value), indent);
};

/** Puts a map where nothing is behind the colon, or `{}`. */
const filled = (text: string, pair: Pair, key: string, value: unknown): string | undefined => {
  const [start = 0, end = start] = (pair.value as Node | null)?.range ?? [];
  const isEmptyMap = isMap(pair.value) && pair.value.items.length === 0;
  if (!isEmptyMap && !(isScalar(pair.value) && pair.value.value === null) && pair.value !== null) {
    return undefined;
  }
  if (isEmptyMap && start !== end && (typeof value !== 'object' || value === null)) {
    return cut(text, start, end, inlineText({ [key]: value }));
  }
  const keyStart = startOf(pair.key);
  const indent = text.slice(lineStart(text, keyStart), keyStart);
  if (indent.trim() !== '') return undefined;
  const bare = start === end ? text : cut(text, text[start - 1] === ' ' ? start - 1 : start, end);
  const at = nextLine(bare, keyStart);
  return withLines(bare, at, entryLines(key, value), `${indent}  `);
};

const appended = (text: string, lines: readonly string[], indent: string): string =>
  withLines(text, text.length, lines, indent);

const withLines = (text: string, at: number, lines: readonly string[], indent: string): string => {
  const newline = newlineOf(text);
  const before = text.slice(0, at);
  const gap = before === '' || before.endsWith('\n') ? '' : newline;
  return `${before}${gap}${lines.map((line) => indent + line + newline).join('')}${text.slice(at)}`;
};

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/**
 * A block map's entry once more under another key, as it is written, comments and all, behind the last entry. Undefined
 * where the text can't simply be repeated.
 */
export const repeated = (
  text: string,
  path: readonly string[],
  key: string,
): string | undefined => {
  const { map, pair, left } = reach(documentOf(text), path);
  if (map === undefined || pair === undefined || left.length > 0 || isFlow(map)) return undefined;
  const start = startOf(pair.key);
  const line = lineStart(text, start);
  const indent = text.slice(line, start);
  const last = map.items.at(-1);
  if (last === undefined || indent.trim() !== '') return undefined;
  const body = text.slice((pair.key as Node).range?.[1] ?? start, nextLine(text, endOf(pair)));
  if (/(?:^|[\s[{,])&\S/.test(body)) return undefined;
  const at = nextLine(text, endOf(last));
  const newline = newlineOf(text);
  const gap = text.slice(0, at).endsWith('\n') ? '' : newline;
  return cut(
    text,
    at,
    at,
    `${gap}${indent}${inlineText(key)}${body}${body.endsWith('\n') ? '' : newline}`,
  );
};
