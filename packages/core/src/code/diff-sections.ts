import type { CodeRecord } from '../sweep/sweep-record.ts';

/** What a diff says of one file. */
export interface DiffSection {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Takes `git diff --no-renames` apart, file by file. The last one may be torn where a diff was cut. */
export const diffSections = (diff: string): readonly DiffSection[] =>
  diff.split(/^(?=diff --git )/m).flatMap((text) => {
    const path = pathOf(text);
    return path === undefined ? [] : [{ path, text }];
  });

/** Whether a section says all of how its file differs; of a binary file it may only say that it does. */
export const isWhole = ({ text }: DiffSection): boolean =>
  !/^Binary files .* differ$/m.test(text) && !text.includes('\uFFFD');

/** Without renames both names of a section are one, so that blanks in it tear nothing. */
const pathOf = (text: string): string | undefined => {
  const [, names = ''] = /^diff --git (.*)\n/.exec(text) ?? [];
  if (names.startsWith('"')) return unquoted(/^"a\/((?:[^"\\]|\\.)*)"/.exec(names)?.[1]);
  const length = (names.length - 'a/ b/'.length) / 2;
  return Number.isInteger(length) && length > 0 ? names.slice(2, 2 + length) : undefined;
};

/** A file's name as git writes it in a diff: quoted as in C when it has quotes, backslashes or control characters. */
export const gitName = (name: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git quotes just these
  if (!/["\\\x00-\x1f\x7f]/.test(name)) return name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git quotes just these
  const inside = name.replace(/["\\\x00-\x1f\x7f]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${inside}"`;
};

const unquoted = (text: string | undefined): string | undefined =>
  text?.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    /^[0-7]{3}$/.test(code)
      ? String.fromCharCode(Number.parseInt(code, 8))
      : (escapes[code] ?? code),
  );

const escapes: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** The files in which two states of one commit differ. A changed file that a diff says nothing of (a binary) counts as it is listed. */
export const differingFiles = (then: CodeRecord, now: CodeRecord): readonly string[] => {
  const before = textByFile(then);
  const after = textByFile(now);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .sort();
};

const textByFile = ({ diff = '', changed = [] }: CodeRecord): ReadonlyMap<string, string> =>
  new Map([
    ...changed.map((file) => [file, ''] as const),
    ...diffSections(diff).map(({ path, text }) => [path, text] as const),
  ]);
