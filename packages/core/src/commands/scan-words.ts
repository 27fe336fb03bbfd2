/** A word of a script, with the text it was written as and the characters in it that a shell would act on. */
export interface ScannedWord {
  readonly written: string;
  readonly value: string;
  readonly shellCharacters: ReadonlySet<string>;
}

/** The words of a text; `unfinished` is where a quote that never closes, or a last backslash, stands. */
export interface ScannedText {
  readonly words: readonly ScannedWord[];
  readonly unfinished?: number;
}

/** Finds the words of a text by the quoting rules of a POSIX shell. */
export const scanWords = (text: string): ScannedText => {
  const words: ScannedWord[] = [];
  let start = blanksEnd(text, 0);
  while (start < text.length) {
    const { word, end, finished } = scanWord(text, start);
    words.push(word);
    if (!finished) return { words, unfinished: end };
    start = blanksEnd(text, end);
  }
  return { words };
};

// A backslash before a line break joins the lines.
const blanks = /(?:[ \t\r\n]|\\\n)*/y;

const blanksEnd = (text: string, from: number): number => {
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
};

// Single quotes, double quotes, a backslash with its character, or a run of plain characters.
const part =
  /'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|(?<plain>[^ \t\r\n'"\\]+)/sy;

const scanWord = (text: string, start: number) => {
  const shellCharacters = new Set<string>();
  let value = '';
  let end = start;
  let finished = true;
  while (end < text.length && !' \t\r\n'.includes(text.charAt(end))) {
    part.lastIndex = end;
    const found = part.exec(text);
    if (found === null) {
      finished = false;
      break;
    }
    const { single = '', double = '', escaped = '', plain = '' } = found.groups ?? {};
    for (const character of plain.match(/[$|&;<>*(~`]/g) ?? []) shellCharacters.add(character);
    for (const character of expandedInQuotes(double)) shellCharacters.add(character);
    value += single + unescaped(double) + escaped.replace('\n', '') + plain;
    end = part.lastIndex;
  }
  return { word: { written: text.slice(start, end), value, shellCharacters }, end, finished };
};

const expandedInQuotes = (double: string): readonly string[] =>
  double.replace(/\\./gs, '').match(/[$`]/g) ?? [];

const unescaped = (double: string): string =>
  double.replace(/\\([$`"\\\n])/g, (_, character: string) => character.replace('\n', ''));
