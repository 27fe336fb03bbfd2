/** Where a text stops being JSON, and what could have stood there. */
export interface JsonError {
  /** Index of the first character that is wrong; the text's length when it ends too early. */
  readonly at: number;
  readonly expected: string;
}

const space = /[ \t\n\r]*/y;
const text = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const word = /true|false|null/y;

/** Thrown within this file alone: it ends the walk at the first mistake. */
class Mistake extends Error {
  readonly found: JsonError;
  constructor(found: JsonError) {
    super(found.expected);
    this.found = found;
  }
}

/**
 * The first mistake in a text that `JSON.parse` has refused: Node's own message often does not tell where it is.
 *
 * @example jsonError('{"a": [1, ]}') // { at: 10, expected: 'a value' }
 */
export const jsonError = (source: string): JsonError => {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at = pattern.lastIndex;
    return found !== null;
  };
  const expect = (isThere: boolean, expected: string): void => {
    if (!isThere) throw new Mistake({ at, expected });
  };
  const character = (wanted: string): boolean => {
    skip(space);
    if (source[at] !== wanted) return false;
    at++;
    return true;
  };
  const list = (close: string, entry: () => void): void => {
    if (character(close)) return;
    do entry();
    while (character(','));
    expect(character(close), `, or ${close}`);
  };
  const value = (): void => {
    skip(space);
    if (character('[')) list(']', value);
    else if (character('{')) list('}', property);
    else expect(skip(text) || skip(number) || skip(word), 'a value');
  };
  const property = (): void => {
    skip(space);
    expect(skip(text), 'a key in double quotes');
    expect(character(':'), 'a colon');
    value();
  };
  try {
    value();
    skip(space);
    expect(at === source.length, 'the end of the file');
  } catch (error) {
    if (error instanceof Mistake) return error.found;
    throw error;
  }
  return { at: 0, expected: 'JSON' };
};
