import { setOwn } from '../src/values/own-property.ts';
import type { Value } from '../src/values/value.ts';
import { toDouble, toInt } from '../src/values/value-kind.ts';

/**
 * The small reader that the form of our neptune.yaml promises to be enough: it goes line by line, and knows block
 * collections, plain and double-quoted scalars, `[]` and `{}`. It throws at everything else.
 */
export const readSimpleYaml = (text: string): Value => {
  if (!text.endsWith('\n')) throw new Error('expected a newline at the end');
  const lines = text.slice(0, -1).split('\n').map(toLine);
  const value = readBlock(lines);
  if (lines.length > 0) throw new Error(`expected the end, got ${lines[0]?.text}`);
  return value;
};

interface Line {
  indent: number;
  text: string;
}

const toLine = (text: string): Line => {
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  return { indent, text: text.slice(indent) };
};

const first = (lines: Line[]): Line => {
  const [line] = lines;
  if (line === undefined) throw new Error('expected a line, got the end');
  return line;
};

const readBlock = (lines: Line[]): Value => {
  const { indent, text } = first(lines);
  if (text.startsWith('- ')) return readList(lines, indent);
  return text.startsWith('? ') || splitKey(text) ? readMap(lines, indent) : readScalarLine(lines);
};

const readList = (lines: Line[], indent: number): Value => {
  const list: Value[] = [];
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    list.push(readAfter(lines, '- '));
  }
  return list;
};

/** What stands behind a mark such as `- `, as if the mark were indentation. */
const readAfter = (lines: Line[], mark: string): Value => {
  const line = first(lines);
  if (!line.text.startsWith(mark)) throw new Error(`expected ${mark}, got ${line.text}`);
  line.indent += mark.length;
  line.text = line.text.slice(mark.length);
  return readBlock(lines);
};

const readMap = (lines: Line[], indent: number): Value => {
  const map: { [key: string]: Value } = {};
  while (lines[0]?.indent === indent && !lines[0].text.startsWith('- ')) {
    const [key, value] = lines[0].text.startsWith('? ')
      ? [readScalar(first(lines).text.slice(2), lines), readAfter(lines, ': ')]
      : readPair(lines, indent);
    if (typeof key !== 'string') throw new Error(`expected a string as key, got ${key}`);
    if (Object.hasOwn(map, key)) throw new Error(`expected ${key} once`);
    setOwn(map, key, value);
  }
  return map;
};

const readPair = (lines: Line[], indent: number): [Value, Value] => {
  const line = first(lines);
  const pair = splitKey(line.text);
  if (pair === undefined) throw new Error(`expected a key, got ${line.text}`);
  const [key, rest] = pair;
  if (rest !== '') {
    lines.shift();
    return [readScalar(key), readScalar(rest)];
  }
  lines.shift();
  if (first(lines).indent <= indent) throw new Error(`expected more indentation below ${key}`);
  return [readScalar(key), readBlock(lines)];
};

/** The key and what follows on its line. */
const splitKey = (text: string): [string, string] | undefined => {
  const match = /^("(?:[^"\\]|\\.)*"|[^"].*?):(?: (.+))?$/u.exec(text);
  return match === null ? undefined : [match[1] as string, match[2] ?? ''];
};

const readScalarLine = (lines: Line[]): Value => readScalar(first(lines).text, lines);

/** A scalar; with `lines`, it is the last thing of their first line. */
const readScalar = (text: string, lines?: Line[]): Value => {
  lines?.shift();
  if (text === '[]') return [];
  if (text === '{}') return {};
  if (text.startsWith('"')) return unquote(text);
  return PLAIN_VALUES.get(text) ?? readPlain(text);
};

const PLAIN_VALUES: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['.nan', Number.NaN],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.inf', Number.NEGATIVE_INFINITY],
]);

const readPlain = (text: string): Value => {
  if (text === 'null') return null;
  if (/^-?[0-9]+$/.test(text)) return toInt(BigInt(text));
  if (/^-?[0-9]+\.[0-9]+(e[-+][0-9]{2,})?$/.test(text)) return toDouble(Number(text));
  if (/^[ \t"'&*!|>%@`{}[\],#]|^[-?:]( |$)|: | #|[ :]$|[\t\r]/.test(text)) {
    throw new Error(`expected a plain scalar, got ${text}`);
  }
  return text;
};

const ESCAPES: { readonly [letter: string]: string } = {
  ...{ a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ '"': '"', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};

const unquote = (text: string): string => {
  if (!/^"(?:[^"\\]|\\.)*"$/u.test(text)) throw new Error(`expected one string, got ${text}`);
  return text.slice(1, -1).replace(/\\(?:x(..)|u(....)|(.))/g, (_, x, u, letter: string) => {
    const character = letter === undefined ? undefined : ESCAPES[letter];
    const code = x ?? u;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    if (character === undefined) throw new Error(`unknown escape \\${letter}`);
    return character;
  });
};
