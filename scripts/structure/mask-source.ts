const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

const comment = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const quoted = String.raw`'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"`;
const regex = String.raw`\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/`;
const token = new RegExp(String.raw`(${comment})|(${quoted})|(${regex})|[\w$]+|\s+|[^\w$\s]`, 'gy');
const templatePart = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/gy;

// A slash after these starts a regular expression; after a name, a number, `)` or `]` it divides.
const beforeRegex =
  /(?:^|[([{}=,;:!&|?+\-*/%<>~^]|\b(?:return|typeof|case|in|of|await|yield|void))$/;

/**
 * TypeScript source with comments and the insides of strings, templates and regular expressions blanked out: the same
 * length and the same lines, so that a search finds code only and its offsets are those of the text.
 *
 * @example maskSource(`a('b') // c`) // `a(' ')     `
 */
export const maskSource = (text: string): string => {
  let masked = '';
  let last = '';
  // One entry an open `{`: true when it is a template's `${`.
  const braces: boolean[] = [];

  const readTemplate = (): void => {
    templatePart.lastIndex = masked.length;
    const part = templatePart.exec(text)?.[0] ?? text.slice(masked.length);
    const end = part.endsWith('`') ? '`' : '${';
    if (end === '${') braces.push(true);
    masked += blank(part.slice(0, -end.length)) + end;
    last = end === '`' ? ')' : '{';
  };

  while (masked.length < text.length) {
    token.lastIndex = masked.length;
    const [found = '', isComment, isQuoted, isRegex] = token.exec(text) ?? [];
    if (isComment !== undefined) {
      masked += blank(found);
    } else if (isQuoted !== undefined) {
      masked += `${found[0]}${blank(found.slice(1, -1))}${found[0]}`;
      last = ')';
    } else if (isRegex !== undefined && beforeRegex.test(last)) {
      masked += blank(found);
      last = ')';
    } else {
      const piece = isRegex === undefined ? found : '/';
      masked += piece;
      if (piece.trim() !== '') last = piece;
      if (piece === '{') braces.push(false);
      if (piece === '`' || (piece === '}' && braces.pop())) readTemplate();
    }
  }
  return masked;
};

/** The line of an offset, from 1. */
export const lineOf = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length;
