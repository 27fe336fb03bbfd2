/**
 * A word as POSIX shell text that a shell reads back as exactly this word, also in `export A=…`. Words of harmless
 * characters stay as they are.
 *
 * @example shellQuote("it's") // `'it'\''s'`
 * @throws an internal error for NUL, which no argument can hold: words and values are checked for it before.
 */
export const shellQuote = (word: string): string => (harmless.test(word) ? word : quoted(word));

/**
 * A command as shell text, to show and to paste, or to put into a script. The first word stays the program's name
 * even when it looks like an assignment or a word of the shell's own.
 *
 * @example shellCommand(['python', 'train.py', '--note=a b']) // `python train.py '--note=a b'`
 */
export const shellCommand = (words: readonly string[]): string =>
  words.map((word, position) => (position === 0 ? programWord(word) : shellQuote(word))).join(' ');

// A leading `=` is quoted because zsh, where printed commands are pasted too, expands it.
const harmless = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

const reservedWords: ReadonlySet<string> = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(
    ' ',
  ),
);

const programWord = (word: string): string =>
  word.includes('=') || reservedWords.has(word) ? quoted(word) : shellQuote(word);

const quoted = (word: string): string => {
  if (word.includes('\0')) throw new Error('Internal error: a word with NUL cannot be quoted');
  return `'${word.replaceAll("'", "'\\''")}'`;
};
